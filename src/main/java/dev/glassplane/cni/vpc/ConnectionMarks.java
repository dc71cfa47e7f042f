package dev.glassplane.cni.vpc;

import dev.glassplane.cni.vpc.AwsNodeView.NodeBase;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The mark of connections that leave the VPC, which leads them out of the primary interface, in both forms that aws-node knows
 * ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/iptables_connmark.go, nftables_connmark.go} v1.23.1). Both are chains of type nat: the kernel
 * asks them for the first packet of a connection, and only as long as no chain before them has translated its destination.
 */
final class ConnectionMarks {

    static final TableId TABLE = TableId.nftables(Family.IPV4, "aws-cni");
    private static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    private static final String CHAIN = "AWS-CONNMARK-CHAIN-0";
    private static final String ENTRY = "nat-prerouting";
    private static final String MARKING = "snat-mark";
    private static final int PRIORITY = -90;

    private static final Origin OUTBOUND = Origin.of(AwsNodeProgrammer.COMPONENT, "connections that leave the VPC use the primary interface");
    private static final Origin TO_NODE = Origin.of(AwsNodeProgrammer.COMPONENT, "packets to the node itself get no mark");

    private ConnectionMarks() {}

    static List<ChainPart> ofIptables(NodeBase base) {
        int mark = base.settings().connmark();
        List<Rule> rules = new ArrayList<>();
        exempt(base).forEach(cidr -> rules.add(new Rule(SnatRules.origin(base, cidr), List.of(new Match.Destination(cidr, false),
                new Match.Comment("AWS CONNMARK CHAIN")), new Statement.Return())));
        rules.add(new Rule(OUTBOUND, List.of(new Match.Comment("AWS, CONNMARK")), new Statement.SetConnectionMark(mark, mark)));
        return List.of(SnatRules.builtIn(NAT, "PREROUTING", List.of(
                new Rule(OUTBOUND, List.of(new Match.InInterface(base.settings().vethPrefix() + "+", false),
                        new Match.Comment("AWS, outbound connections")), new Statement.Jump(CHAIN)),
                new Rule(OUTBOUND, List.of(new Match.Comment("AWS, CONNMARK")), new Statement.RestoreMark(mark)))),
                ChainPart.of(new ChainId(NAT, CHAIN), SnatRules.ORDER, rules));
    }

    static List<ChainPart> ofNftables(NodeBase base) {
        AwsNodeSettings settings = base.settings();
        List<Rule> marking = new ArrayList<>();
        exempt(base).forEach(cidr -> marking.add(new Rule(SnatRules.origin(base, cidr), List.of(new Match.Counter(),
                new Match.Destination(cidr, false)), new Statement.Return())));
        marking.add(new Rule(OUTBOUND, List.of(new Match.Counter()), new Statement.SetConnectionMark(settings.connmark(), settings.connmark())));
        List<Rule> entry = List.of(
                new Rule(TO_NODE, List.of(new Match.DestinationIsLocal(false, false)), new Statement.Return()),
                new Rule(OUTBOUND, List.of(new Match.InInterface(settings.vethPrefix() + "+", false), new Match.Counter()), new Statement.Jump(MARKING)),
                new Rule(OUTBOUND, List.of(new Match.Counter()), new Statement.CopyConnectionMark(settings.connmark())));
        Optional<BaseChain> hook = Optional.of(new BaseChain(BaseChain.Type.NAT, Hook.PREROUTING, PRIORITY, true));
        return List.of(new ChainPart(new ChainId(TABLE, ENTRY), hook, SnatRules.ORDER + "/1", entry),
                ChainPart.of(new ChainId(TABLE, MARKING), SnatRules.ORDER + "/2", marking));
    }

    /** What declares the table. */
    static List<Entry<?, ?>> entries() {
        return List.of(new Entry<>(new NftTables.Tables(), TABLE, "", OUTBOUND));
    }

    /** Prefixes are inserted at the head one by one, those of the VPC before the exclusions: the last one comes out first. Each is there once. */
    private static List<Cidr> exempt(NodeBase base) {
        return Stream.concat(base.vpcCidrs().stream(), base.settings().excludeSnatCidrs().stream()).distinct().toList().reversed();
    }
}
