package dev.glassplane.proxy.ipvs;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.LocalTraffic;
import dev.glassplane.proxy.RuleWriter;
import java.util.List;

/** The rule that marks traffic to cluster IPs, which depends on how the node tells its own traffic. */
final class ClusterIpMasquerading {

    private static final List<Direction> TO_SERVICE = List.of(Direction.DST, Direction.DST);
    /** Without another way to tell: a process of the node that talks to a cluster IP has that address as its source, as the device has it. */
    private static final List<Direction> FROM_SERVICE = List.of(Direction.SRC, Direction.DST);

    private ClusterIpMasquerading() {}

    static List<ChainPart> parts(KubeProxyConfiguration configuration, NodeFacts node, Family family) {
        RuleWriter out = new RuleWriter(family);
        Match comment = Chains.comment(KubeSet.CLUSTER_IP);
        Match toService = Chains.in(KubeSet.CLUSTER_IP, family, TO_SERVICE);
        Jump mark = new Jump(Chains.MARK_MASQ);
        if (configuration.masqueradeAll()) {
            out.nat(Chains.SERVICES, because("iptables.masqueradeAll"), mark, comment, toService);
        } else {
            Origin outside = because("clusterIP from outside the pod network");
            switch (configuration.localTraffic(node, family)) {
                case LocalTraffic.FromCidr local -> out.nat(Chains.SERVICES, outside, mark, comment, toService, new Match.Source(local.cidr(), true));
                case LocalTraffic.FromInterface local ->
                        out.nat(Chains.SERVICES, outside, mark, comment, toService, new Match.InInterface(local.name(), true));
                case LocalTraffic.Unknown _ -> out.nat(Chains.SERVICES, because("clusterIP from the node itself"), mark, comment,
                        Chains.in(KubeSet.CLUSTER_IP, family, FROM_SERVICE));
            }
        }
        return out.parts(Chains.OF_SETS + "2");
    }

    private static Origin because(String reason) {
        return Origin.of(Chains.COMPONENT, reason);
    }
}
