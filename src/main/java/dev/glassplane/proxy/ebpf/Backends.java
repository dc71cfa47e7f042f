package dev.glassplane.proxy.ebpf;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The backends of a frontend on a node ({@code cilium/cilium: pkg/loadbalancer/writer/writer.go, pkg/loadbalancer/reconciler/bpf_reconciler.go}).
 *
 * @param usable backends for new connections: the active ones, or those that are terminating and still serve if there is none
 * @param behind backends for connections that there are already
 * @param absent backends that are kept in the map and have no slot: not ready, but not going away either
 */
record Backends(List<EndpointView> usable, List<EndpointView> behind, List<EndpointView> absent) {

    private static final Comparator<EndpointView> SLOTS = Comparator.comparing((EndpointView endpoint) -> rank(endpoint))
            .thenComparing(endpoint -> endpoint.address().ip()).thenComparingInt(endpoint -> endpoint.address().port());

    /** @return what the node uses for the frontend */
    static Backends of(ServiceView port, boolean local, boolean topology, NodeFacts node) {
        List<EndpointView> all = port.endpoints().stream().filter(endpoint -> !local || isLocal(endpoint, node)).toList();
        List<EndpointView> near = topology ? near(all, node.node().zone()) : all;
        List<EndpointView> active = new ArrayList<>();
        List<EndpointView> fallback = new ArrayList<>();
        List<EndpointView> ending = new ArrayList<>();
        List<EndpointView> absent = new ArrayList<>();
        near.stream().sorted(SLOTS).forEach(endpoint -> (switch (rank(endpoint)) {
            case ACTIVE -> active;
            case TERMINATING -> fallback;
            case NOT_SERVING -> ending;
            case MAINTENANCE -> absent;
        }).add(endpoint));
        List<EndpointView> behind = new ArrayList<>(active.isEmpty() ? List.of() : fallback);
        behind.addAll(ending);
        return new Backends(List.copyOf(active.isEmpty() ? fallback : active), List.copyOf(behind), List.copyOf(absent));
    }

    /** In the order of slots. */
    private enum Rank { ACTIVE, TERMINATING, NOT_SERVING, MAINTENANCE }

    private static Rank rank(EndpointView endpoint) {
        if (endpoint.ready()) {
            return Rank.ACTIVE;
        }
        if (endpoint.terminating()) {
            return endpoint.serving() ? Rank.TERMINATING : Rank.NOT_SERVING;
        }
        return Rank.MAINTENANCE;
    }

    /** @return the state of the endpoint's entry in the backend map */
    static BackendState state(EndpointView endpoint) {
        return switch (rank(endpoint)) {
            case ACTIVE -> BackendState.ACTIVE;
            case TERMINATING, NOT_SERVING -> BackendState.TERMINATING;
            case MAINTENANCE -> BackendState.MAINTENANCE;
        };
    }

    static BackendId id(EndpointView endpoint, ServiceView port) {
        return new BackendId(endpoint.address(), L4.of(port.name().protocol()));
    }

    /** Unlike kube-proxy, an endpoint without a nodeName is local everywhere. */
    static boolean isLocal(EndpointView endpoint, NodeFacts node) {
        return endpoint.nodeName().isEmpty() || endpoint.isOn(node.name());
    }

    /** Hints count if every backend has some and one of them names this zone. */
    private static List<EndpointView> near(List<EndpointView> all, String zone) {
        boolean hinted = !zone.isEmpty() && all.stream().noneMatch(endpoint -> endpoint.hintZones().isEmpty());
        List<EndpointView> here = hinted ? all.stream().filter(endpoint -> endpoint.hintZones().contains(zone)).toList() : List.of();
        return here.isEmpty() ? all : here;
    }

    /** @return all of them, in the order of slots first */
    List<EndpointView> all() {
        List<EndpointView> all = new ArrayList<>(slots());
        all.addAll(absent);
        return all;
    }

    /** @return those with a slot, in the order of slots */
    List<EndpointView> slots() {
        List<EndpointView> slots = new ArrayList<>(usable);
        slots.addAll(behind);
        return slots;
    }
}
