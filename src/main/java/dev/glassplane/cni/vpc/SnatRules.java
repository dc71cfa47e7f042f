package dev.glassplane.cni.vpc;

import dev.glassplane.cni.vpc.AwsNodeView.NodeBase;
import dev.glassplane.linux.entry.Entry;
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
import dev.glassplane.vpc.ConnmarkBackEnd;
import dev.glassplane.vpc.SnatPort;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of aws-node: source NAT of what leaves the VPC, and the connection mark that brings replies back to the interface they
 * came by ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/network.go}).
 *
 * <p>aws-node appends its jumps to built-in chains while kube-proxy puts its own at the head of them, so kube-proxy's come first whichever
 * agent starts first: its order keys begin with {@code 100-}, those here with {@code 500-}.
 */
final class SnatRules {

    static final String ORDER = "500-aws-node";
    private static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    private static final TableId MANGLE = TableId.iptables(Family.IPV4, "mangle");
    private static final String SNAT_CHAIN = "AWS-SNAT-CHAIN-0";

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
        List<Rule> nodePort = nodePort(settings);
        if (!nodePort.isEmpty()) {
            parts.add(builtIn(MANGLE, "PREROUTING", nodePort));
        }
        if (settings.externalSnat()) {
            parts.add(ChainPart.of(new ChainId(NAT, SNAT_CHAIN), ORDER, List.of())); // the chain is made in any case and stays empty
            return parts;
        }
        parts.add(builtIn(NAT, "POSTROUTING", List.of(
                new Rule(SNAT, List.of(new Match.Comment("AWS SNAT CHAIN")), new Statement.Jump(SNAT_CHAIN)))));
        List<Rule> snat = exempt(base);
        snat.add(new Rule(SNAT, List.of(new Match.OutInterface("vlan+", true), new Match.Comment("AWS, SNAT"),
                new Match.DestinationIsLocal(true, false)), new Statement.Snat(primary, port(settings.snatPort()))));
        parts.add(ChainPart.of(new ChainId(NAT, SNAT_CHAIN), ORDER, snat));
        parts.addAll(switch (settings.connmarkBackEnd()) {
            case IPTABLES -> ConnectionMarks.ofIptables(base);
            case NFTABLES -> ConnectionMarks.ofNftables(base);
        });
        return parts;
    }

    /** What declares the tables of nft that the rules are in. */
    static List<Entry<?, ?>> entries(AwsNodeSettings settings) {
        boolean nft = !settings.externalSnat() && settings.connmarkBackEnd() == ConnmarkBackEnd.NFTABLES;
        return nft ? ConnectionMarks.entries() : List.of();
    }

    static Statement.SourcePort port(SnatPort port) {
        return switch (port) {
            case PRNG -> Statement.SourcePort.RANDOM_FULLY;
            case HASHRANDOM -> Statement.SourcePort.RANDOM;
            case NONE -> Statement.SourcePort.KEEP;
        };
    }

    /** Marks are restored for pods also without node port support: connections that leave the VPC need it from their second packet on. */
    private static List<Rule> nodePort(AwsNodeSettings settings) {
        int mark = settings.connmark();
        Match comment = new Match.Comment("AWS, primary ENI");
        Rule restore = new Rule(settings.nodePortSupport() ? NODE_PORT : OUTBOUND, List.of(new Match.InInterface(settings.vethPrefix() + "+", false), comment),
                new Statement.RestoreMark(mark));
        if (!settings.nodePortSupport()) {
            return settings.externalSnat() ? List.of() : List.of(restore);
        }
        return List.of(
                new Rule(NODE_PORT, List.of(new Match.InInterface("eth0", false), comment, new Match.DestinationIsLocal(false, true)),
                        new Statement.SetConnectionMark(mark, mark)), restore,
                new Rule(NODE_PORT, List.of(new Match.InInterface("vlan+", false), comment), new Statement.RestoreMark(mark)));
    }

    /** Prefixes are inserted at the head one by one, those of the VPC before the exclusions: the last one comes out first. */
    private static List<Rule> exempt(NodeBase base) {
        List<Rule> rules = new ArrayList<>();
        base.settings().excludeSnatCidrs().reversed().forEach(cidr -> rules.add(exempt(EXCLUDED, cidr, "AWS SNAT CHAIN EXCLUSION")));
        base.vpcCidrs().reversed().forEach(cidr -> rules.add(exempt(INSIDE, cidr, "AWS SNAT CHAIN")));
        return rules;
    }

    /** @return why a prefix is exempt */
    static Origin origin(NodeBase base, Cidr cidr) {
        return base.vpcCidrs().contains(cidr) ? INSIDE : EXCLUDED;
    }

    private static Rule exempt(Origin origin, Cidr cidr, String comment) {
        return new Rule(origin, List.of(new Match.Destination(cidr, false), new Match.Comment(comment)), new Statement.Return());
    }

    static ChainPart builtIn(TableId table, String chain, List<Rule> rules) {
        ChainId id = new ChainId(table, chain);
        return new ChainPart(id, BuiltInChains.find(id), ORDER, rules);
    }
}
