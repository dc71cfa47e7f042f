package dev.glassplane.proxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which endpoints of a Service port a node uses ({@code kubernetes: pkg/proxy/topology.go}, CategorizeEndpoints). The lists keep the
 * order of the Service port.
 *
 * @param topology     how hints narrowed the cluster endpoints
 * @param cluster      endpoints for traffic under the policy Cluster; empty if the port does not use them
 * @param local        endpoints for traffic under the policy Local; empty if the port does not use them
 * @param reachable    endpoints of either list
 * @param hasEndpoints whether any endpoint anywhere could take the traffic
 */
public record EndpointCategories(Topology topology, List<EndpointView> cluster, List<EndpointView> local, List<EndpointView> reachable,
                                 boolean hasEndpoints) {

    /** How the hints of EndpointSlices narrow the choice. */
    public enum Topology {
        /** All ready endpoints. */
        NONE,
        /** Those whose hints name the node. */
        PREFER_SAME_NODE,
        /** Those whose hints name the node's zone. */
        PREFER_SAME_ZONE
    }

    /** @return the categories on the node with this name in this zone (empty if it has no zone label) */
    static EndpointCategories of(ServiceView view, String node, String zone) {
        List<EndpointView> all = view.endpoints();
        Topology topology = Topology.NONE;
        List<EndpointView> cluster = List.of();
        if (view.usesCluster()) {
            topology = topology(all, node, zone);
            cluster = cluster(all, topology, node, zone);
        }
        if (!view.usesLocal()) {
            return new EndpointCategories(topology, cluster, List.of(), cluster, !cluster.isEmpty());
        }
        List<EndpointView> local = preferReady(all, endpoint -> endpoint.isOn(node));
        boolean any = all.stream().anyMatch(endpoint -> endpoint.ready() || endpoint.isLastResort());
        return new EndpointCategories(topology, cluster, local, union(all, cluster, local), any);
    }

    /** Hints count only if every ready endpoint has them and one of them names this place. */
    private static Topology topology(List<EndpointView> all, String node, String zone) {
        List<EndpointView> ready = filter(all, EndpointView::ready);
        if (!ready.isEmpty() && ready.stream().noneMatch(endpoint -> endpoint.hintNodes().isEmpty())
                && ready.stream().anyMatch(endpoint -> endpoint.hintNodes().contains(node))) {
            return Topology.PREFER_SAME_NODE;
        }
        if (!ready.isEmpty() && !zone.isEmpty() && ready.stream().noneMatch(endpoint -> endpoint.hintZones().isEmpty())
                && ready.stream().anyMatch(endpoint -> endpoint.hintZones().contains(zone))) {
            return Topology.PREFER_SAME_ZONE;
        }
        return Topology.NONE;
    }

    private static List<EndpointView> cluster(List<EndpointView> all, Topology topology, String node, String zone) {
        List<EndpointView> ready = filter(all, endpoint -> endpoint.ready() && switch (topology) {
            case NONE -> true;
            case PREFER_SAME_NODE -> endpoint.hintNodes().contains(node);
            case PREFER_SAME_ZONE -> endpoint.hintZones().contains(zone);
        });
        return ready.isEmpty() ? filter(all, EndpointView::isLastResort) : ready;
    }

    private static List<EndpointView> preferReady(List<EndpointView> all, Predicate<EndpointView> here) {
        List<EndpointView> ready = filter(all, endpoint -> endpoint.ready() && here.test(endpoint));
        return ready.isEmpty() ? filter(all, endpoint -> endpoint.isLastResort() && here.test(endpoint)) : ready;
    }

    private static List<EndpointView> union(List<EndpointView> all, List<EndpointView> some, List<EndpointView> others) {
        if (some.containsAll(others)) {
            return some;
        }
        Set<EndpointView> either = new LinkedHashSet<>(some);
        either.addAll(others);
        return filter(all, either::contains);
    }

    private static List<EndpointView> filter(List<EndpointView> all, Predicate<EndpointView> wanted) {
        return all.stream().filter(wanted).toList();
    }

    /** @return whether hints could make the choice differ from node to node: every ready endpoint has some */
    static boolean hinted(List<EndpointView> all) {
        List<EndpointView> ready = filter(all, EndpointView::ready);
        return !ready.isEmpty() && (ready.stream().noneMatch(endpoint -> endpoint.hintNodes().isEmpty())
                || ready.stream().noneMatch(endpoint -> endpoint.hintZones().isEmpty()));
    }
}
