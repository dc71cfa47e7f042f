package dev.glassplane.dataplane;

import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What one cause (a Service port, a pod, an agent's standing rules) puts into a node.
 *
 * @param chains    parts of chains
 * @param links     devices
 * @param addresses on devices
 * @param routes    routes
 * @param rules     policy rules
 * @param neighbors permanent neighbours
 * @param sysctls   kernel settings
 * @param pods      network namespaces of pods, by pod key
 */
public record Contribution(List<ChainPart> chains, List<Link> links, List<InterfaceAddress> addresses, List<Route> routes,
                           List<PolicyRule> rules, List<Neighbor> neighbors, Map<String, String> sysctls,
                           Map<ObjectKey, PodNamespace> pods) {

    /** Nothing. */
    public static final Contribution NONE =
            new Contribution(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());

    public Contribution {
        chains = List.copyOf(chains);
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        neighbors = List.copyOf(neighbors);
        sysctls = Map.copyOf(sysctls);
        pods = Map.copyOf(pods);
    }

    /** @return netfilter rules only */
    public static Contribution ofChains(List<ChainPart> chains) {
        return new Contribution(chains, List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());
    }

    /**
     * A pod's own network namespace.
     *
     * @param hostDevice the node's device that leads to it
     * @param device     its device inside, {@code eth0}
     * @param host       its network stack
     */
    public record PodNamespace(String hostDevice, String device, HostState host) {}
}
