package dev.glassplane.cni.vpc;

import dev.glassplane.cni.vpc.AwsNodeView.NodeBase;
import dev.glassplane.linux.netfilter.BuiltInChains;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The iptables rules of aws-node: source NAT of what leaves the VPC, and the connection mark that brings replies back to the interface they
 * came by ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/network.go, iptables_connmark.go}; the iptables form, docs/limits.md connmark-nft).
 *
 * <p>aws-node appends its jumps to built-in chains while kube-proxy puts its own at the head of them, so kube-proxy's come first whichever
 * agent starts first: its order keys begin with {@code 100-}, those here with {@code 500-}.
 */
final class SnatRules {

    private static final String ORDER = "500-aws-node";
    private static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    private static final TableId MANGLE = TableId.iptables(Family.IPV4, "mangle");
    private static final String SNAT_CHAIN = "AWS-SNAT-CHAIN-0";
    private static final String CONNMARK_CHAIN = "AWS-CONNMARK-CHAIN-0";

    private static final Origin SNAT = Origin.of(AwsNodeProgrammer.COMPONENT, "source NAT of traffic that leaves the VPC");
    private static final Origin EXCLUDED = Origin.of(AwsNodeProgrammer.COMPONENT, "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS");
    private static final Origin INSIDE = Origin.of(AwsNodeProgrammer.COMPONENT, "prefix of the VPC: no source NAT inside");
    private static final Origin OUTBOUND = Origin.of(AwsNodeProgrammer.COMPONENT, "connections that leave the VPC use the primary interface");
    private static final Origin NODE_PORT = Origin.of(AwsNodeProgrammer.COMPONENT, "AWS_VPC_CNI_NODE_PORT_SUPPORT: replies leave by the primary interface");

    private SnatRules() {}

    /** @param primary address of the node's first device */
    static List<ChainPart> of(NodeBase base, Ip primary) {
        List<ChainPart> parts = new ArrayList<>();
        AwsNodeSettings settings = base.settings();
        if (settings.nodePortSupport()) {
            parts.add(builtIn(MANGLE, "PREROUTING", nodePort(settings)));
        }
        if (settings.externalSnat()) {
            parts.add(ChainPart.of(new ChainId(NAT, SNAT_CHAIN), ORDER, List.of())); // the chain is made in any case and stays empty
            return parts;
        }
        int mark = settings.connmark();
        parts.add(builtIn(NAT, "PREROUTING", List.of(
                new Rule(OUTBOUND, List.of(new Match.InInterface(settings.vethPrefix() + "+", false),
                        new Match.Comment("AWS, outbound connections")), new Statement.Jump(CONNMARK_CHAIN)),
                new Rule(OUTBOUND, List.of(new Match.Comment("AWS, CONNMARK")), new Statement.RestoreMark(mark)))));
        parts.add(builtIn(NAT, "POSTROUTING", List.of(
                new Rule(SNAT, List.of(new Match.Comment("AWS SNAT CHAIN")), new Statement.Jump(SNAT_CHAIN)))));
        List<Rule> connmark = exempt(base, "AWS CONNMARK CHAIN", "AWS CONNMARK CHAIN");
        connmark.add(new Rule(OUTBOUND, List.of(new Match.Comment("AWS, CONNMARK")), new Statement.SetConnectionMark(mark, mark)));
        parts.add(ChainPart.of(new ChainId(NAT, CONNMARK_CHAIN), ORDER, connmark));
        List<Rule> snat = exempt(base, "AWS SNAT CHAIN", "AWS SNAT CHAIN EXCLUSION");
        snat.add(new Rule(SNAT, List.of(new Match.OutInterface("vlan+", true), new Match.Comment("AWS, SNAT"),
                new Match.DestinationIsLocal(true, false)), new Statement.Snat(primary, settings.snatRandomFully())));
        parts.add(ChainPart.of(new ChainId(NAT, SNAT_CHAIN), ORDER, snat));
        return parts;
    }

    private static List<Rule> nodePort(AwsNodeSettings settings) {
        int mark = settings.connmark();
        Match comment = new Match.Comment("AWS, primary ENI");
        return List.of(
                new Rule(NODE_PORT, List.of(new Match.InInterface("eth0", false), comment, new Match.DestinationIsLocal(false, true)),
                        new Statement.SetConnectionMark(mark, mark)),
                new Rule(NODE_PORT, List.of(new Match.InInterface(settings.vethPrefix() + "+", false), comment), new Statement.RestoreMark(mark)),
                new Rule(NODE_PORT, List.of(new Match.InInterface("vlan+", false), comment), new Statement.RestoreMark(mark)));
    }

    /** Prefixes are inserted at the head one by one, those of the VPC before the exclusions: the last one comes out first. */
    private static List<Rule> exempt(NodeBase base, String comment, String exclusionComment) {
        List<Rule> rules = new ArrayList<>();
        base.settings().excludeSnatCidrs().reversed().forEach(cidr -> rules.add(exempt(EXCLUDED, cidr, exclusionComment)));
        base.vpcCidrs().reversed().forEach(cidr -> rules.add(exempt(INSIDE, cidr, comment)));
        return rules;
    }

    private static Rule exempt(Origin origin, Cidr cidr, String comment) {
        return new Rule(origin, List.of(new Match.Destination(cidr, false), new Match.Comment(comment)), new Statement.Return());
    }

    private static ChainPart builtIn(TableId table, String chain, List<Rule> rules) {
        ChainId id = new ChainId(table, chain);
        return new ChainPart(id, BuiltInChains.find(id), ORDER, rules);
    }
}
