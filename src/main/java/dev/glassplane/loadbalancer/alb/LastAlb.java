package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.Remains;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The load balancer of a group that has become impossible. It stays as it was, which nobody remembers: whatever comes to a port that it may have ends as not
 * modelled.
 */
final class LastAlb {

    private static final Action UNKNOWN = new Action.Unmodelled("the load balancer stays as it was before the Ingresses that ask for it became impossible",
            "last-good-load-balancers");

    private LastAlb() {}

    static Optional<LoadBalancer> of(GroupId id, List<AlbIngress> members, Cloud cloud) {
        return Remains.of(id.stack(), members.stream().map(member -> member.origin("")).toList(), cloud).map(found -> new LoadBalancer(found.name(),
                found.provider(), found.scheme(), found.state(), found.arn(), found.dnsName(), found.front(), found.securityGroups(), found.crossZone(),
                found.attributes(), ports(members).stream().map(port -> listener(port, members.getFirst())).toList(), found.targetGroups(), found.sources()));
    }

    private static Listener listener(int port, AlbIngress first) {
        return new Listener("TCP:" + port, port, port, ListenerProtocol.TCP, HostPattern.ANY, Optional.empty(), List.of(), Listener.Hosts.IN_ORDER, UNKNOWN,
                Optional.empty(), first.origin("listen-ports"));
    }

    /** The usual ones, and those that members ask for now, as far as that can be read. */
    private static Set<Integer> ports(List<AlbIngress> members) {
        Set<Integer> ports = new TreeSet<>(Set.of(80, 443));
        for (AlbIngress member : members) {
            try {
                ports.addAll(ListenPorts.protocols(member.annotations(), false).keySet());
            } catch (BuildFailure _) {
                continue; // its ports are what is wrong
            }
        }
        return ports;
    }
}
