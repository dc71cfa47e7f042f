package dev.glassplane.cni.vxlan;

import dev.glassplane.linux.netfilter.BuiltInChains;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * The iptables rules of flanneld with {@code --ip-masq} ({@code flannel-io/flannel: pkg/trafficmngr/iptables/iptables.go}). It appends its jumps to
 * the built-in chains, so those of kube-proxy, which are put at the head, come first.
 */
final class MasqRules {

    private static final String ORDER = "500-flannel";
    private static final String MASQ = "flanneld masq";
    private static final String FORWARD = "flanneld forward";
    private static final String MASQ_CHAIN = "FLANNEL-POSTRTG";
    private static final String FORWARD_CHAIN = "FLANNEL-FWD";
    private static final int KUBE_PROXY_MARK = 0x4000;
    private static final Cidr MULTICAST = Cidr.parse("224.0.0.0/4");
    private static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    private static final TableId FILTER = TableId.iptables(Family.IPV4, "filter");

    private static final Origin JUMP = Origin.of(FlannelProgrammer.COMPONENT, "source NAT of traffic that leaves the pod network");
    private static final Origin MARKED = Origin.of(FlannelProgrammer.COMPONENT, "kube-proxy masquerades it");
    private static final Origin INSIDE = Origin.of(FlannelProgrammer.COMPONENT, "between pods: no source NAT");
    private static final Origin TO_OWN = Origin.of(FlannelProgrammer.COMPONENT, "from outside to a pod of this node: no source NAT");
    private static final Origin OUT = Origin.of(FlannelProgrammer.COMPONENT, "pods leave the pod network as their node");
    private static final Origin IN = Origin.of(FlannelProgrammer.COMPONENT, "from outside to a pod of another node: as this node");
    private static final Origin ALLOWED = Origin.of(FlannelProgrammer.COMPONENT, "forwarding of the pod network");

    private MasqRules() {}

    /**
     * @param network prefix of all pods
     * @param own     podCIDR of the node
     */
    static List<ChainPart> of(Cidr network, Cidr own) {
        List<Rule> masq = new ArrayList<>();
        masq.add(rule(MARKED, MASQ, new Statement.Return(), new Match.MarkIs(KUBE_PROXY_MARK, KUBE_PROXY_MARK, false)));
        masq.add(rule(INSIDE, MASQ, new Statement.Return(), new Match.Source(own, false), new Match.Destination(network, false)));
        masq.add(rule(INSIDE, MASQ, new Statement.Return(), new Match.Source(network, false), new Match.Destination(own, false)));
        masq.add(rule(TO_OWN, MASQ, new Statement.Return(), new Match.Source(network, true), new Match.Destination(own, false)));
        masq.add(rule(OUT, MASQ, new Statement.Masquerade(true), new Match.Source(network, false), new Match.Destination(MULTICAST, true)));
        masq.add(rule(IN, MASQ, new Statement.Masquerade(true), new Match.Source(network, true), new Match.Destination(network, false)));
        return List.of(
                jump(NAT, "POSTROUTING", rule(JUMP, MASQ, new Statement.Jump(MASQ_CHAIN))),
                ChainPart.of(new ChainId(NAT, MASQ_CHAIN), ORDER, masq),
                jump(FILTER, "FORWARD", rule(ALLOWED, FORWARD, new Statement.Jump(FORWARD_CHAIN))),
                ChainPart.of(new ChainId(FILTER, FORWARD_CHAIN), ORDER, List.of(
                        rule(ALLOWED, FORWARD, new Statement.Accept(), new Match.Source(network, false)),
                        rule(ALLOWED, FORWARD, new Statement.Accept(), new Match.Destination(network, false)))));
    }

    /** In iptables' order: addresses, then modules as they were named, the comment last. */
    private static Rule rule(Origin origin, String comment, Statement statement, Match... matches) {
        List<Match> all = new ArrayList<>(List.of(matches));
        all.add(new Match.Comment(comment));
        return new Rule(origin, all, statement);
    }

    private static ChainPart jump(TableId table, String chain, Rule rule) {
        ChainId id = new ChainId(table, chain);
        return new ChainPart(id, BuiltInChains.find(id), ORDER, List.of(rule));
    }
}
