package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.net.Cidr;
import dev.glassplane.proxy.KubeProxyConfiguration.DetectLocal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules of a Service read of a node, found once, so that a node's answer costs little.
 *
 * @param names    nodes that differ by their name: those that run an endpoint or that a hint names; empty if no rule asks
 * @param zone     whether rules depend on the zone
 * @param ranges   ports whose source ranges may hold the node's address
 * @param podCidrs whether local traffic is told by the node's podCIDRs
 */
public record ServiceReads(Set<String> names, boolean zone, List<ServiceView> ranges, boolean podCidrs) {

    /**
     * What a node answers; nodes with equal answers get equal rules.
     *
     * @param name     the node's name if it is one of {@link #names}, else empty
     * @param zone     its zone if rules depend on it, else empty
     * @param inRanges ports whose source ranges hold its address
     * @param podCidrs its podCIDRs if they count
     */
    private record Answer(String name, String zone, List<ServiceView> inRanges, List<Cidr> podCidrs) {}

    private static final Answer NOTHING_SPECIAL = new Answer("", "", List.of(), List.of());

    /** @return what the rules of these ports read, if nodes that run an endpoint differ only where policies or hints make them */
    public static ServiceReads of(KubeProxyConfiguration configuration, List<ServiceView> ports) {
        return of(configuration, ports, false);
    }

    /**
     * @param localEndpoints whether nodes that run an endpoint differ from others whatever the policies say
     * @return what the rules of these ports read
     */
    public static ServiceReads of(KubeProxyConfiguration configuration, List<ServiceView> ports, boolean localEndpoints) {
        Set<String> names = new HashSet<>();
        boolean zone = false;
        for (ServiceView port : ports) {
            if (localEndpoints || !port.sameOnEveryNode()) {
                for (EndpointView endpoint : port.endpoints()) {
                    names.add(endpoint.nodeName());
                    names.addAll(endpoint.hintNodes());
                    zone |= !endpoint.hintZones().isEmpty();
                }
            }
        }
        names.remove("");
        return new ServiceReads(Set.copyOf(names), zone, ports.stream().filter(port -> !port.sourceRanges().isEmpty()).toList(),
                configuration.detectLocal() == DetectLocal.NODE_CIDR);
    }

    /** @return the only nodes that may answer otherwise than the others of their zone; empty if any may */
    public Optional<Set<String>> apart() {
        return ranges.isEmpty() && !podCidrs ? Optional.of(names) : Optional.empty();
    }

    /** @return what the node answers; nodes with equal answers get equal rules */
    public Object answer(NodeFacts node) {
        boolean named = names.contains(node.name());
        if (!zone && ranges.isEmpty() && !podCidrs) {
            return names.isEmpty() ? NodeProgrammer.SAME_EVERYWHERE : named ? new Answer(node.name(), "", List.of(), List.of()) : NOTHING_SPECIAL;
        }
        List<ServiceView> inRanges = ranges.isEmpty() ? List.of() : ranges.stream().filter(port -> port.sourceRangesHold(node)).toList();
        return new Answer(named ? node.name() : "", zone ? node.node().zone() : "", inRanges, podCidrs ? node.node().podCidrs() : List.of());
    }
}
