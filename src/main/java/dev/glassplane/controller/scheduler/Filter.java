package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.object.Taint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a pod may go on a node, checked in the order of kube-scheduler's default filter plugins: the first that fails gives the reasons
 * (kubernetes/kubernetes: pkg/scheduler/framework/plugins).
 */
final class Filter {

    private final PodView pod;
    private final ClusterState state;
    private final Set<String> forbidden;
    private final Set<String> forbiddenKeys;
    private final List<SpreadCount> spreads;
    private final List<NearCount> affinity;
    private final List<NearCount> antiAffinity;

    /**
     * Why not.
     *
     * @param texts      reasons, at least one
     * @param resolvable whether evicting pods could help
     */
    record Refusal(List<String> texts, boolean resolvable) {

        static Optional<Refusal> hopeless(String text) {
            return Optional.of(new Refusal(List.of(text), false));
        }

        static Optional<Refusal> busy(String text) {
            return Optional.of(new Refusal(List.of(text), true));
        }
    }

    private record SpreadCount(PodView.Spread spread, Map<String, Integer> byDomain, int least) {}

    private record NearCount(PodView.Near term, Map<String, Integer> byDomain) {}

    Filter(PodView pod, ClusterState state) {
        this.pod = pod;
        this.state = state;
        this.forbidden = state.forbiddenDomains(pod);
        this.forbiddenKeys = new HashSet<>();
        forbidden.forEach(domain -> forbiddenKeys.add(domain.substring(0, domain.indexOf('='))));
        this.spreads = pod.spreads().stream().filter(PodView.Spread::required).map(this::count).toList();
        this.affinity = pod.affinity().stream().map(this::count).toList();
        this.antiAffinity = pod.antiAffinity().stream().map(this::count).toList();
    }

    private NearCount count(PodView.Near term) {
        return new NearCount(term, state.byDomain(state.count(term.namespaces(), term.pods()), term.topologyKey()));
    }

    /** Pods per domain over the nodes that the pod's node affinity admits; domains without pods count zero. */
    private SpreadCount count(PodView.Spread spread) {
        Map<String, Integer> byNode = state.count(Set.of(pod.namespace()), spread.pods());
        Map<String, Integer> byDomain = new HashMap<>();
        for (NodeView node : state.nodes()) {
            if (!node.domain(spread.topologyKey()).isEmpty() && pod.nodes().allow(node.name(), node.labels())) {
                byDomain.merge(node.domain(spread.topologyKey()), byNode.getOrDefault(node.name(), 0), Integer::sum);
            }
        }
        int least = byDomain.size() < spread.minDomains() || byDomain.isEmpty() ? 0 : Collections.min(byDomain.values());
        return new SpreadCount(spread, byDomain, least);
    }

    /** Empty if the pod may go there. */
    Optional<Refusal> check(NodeView node) {
        if (node.unschedulable() && !new Taint(Taint.UNSCHEDULABLE, "", "NoSchedule", Optional.empty()).toleratedBy(pod.tolerations())) {
            return Refusal.hopeless("node(s) were unschedulable");
        }
        for (Taint taint : node.taints()) {
            if (!taint.effect().equals("PreferNoSchedule") && !taint.toleratedBy(pod.tolerations())) {
                return Refusal.hopeless("node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}");
            }
        }
        if (!pod.nodes().allow(node.name(), node.labels())) {
            return Refusal.hopeless("node(s) didn't match Pod's node affinity/selector");
        }
        ClusterState.Load load = state.load(node.name());
        if (!pod.hostPorts().isEmpty() && pod.hostPorts().stream().anyMatch(load::clashes)) {
            return Refusal.busy("node(s) didn't have free ports for the requested pod ports");
        }
        return resources(node, load).or(() -> spread(node)).or(() -> neighbours(node));
    }

    private Optional<Refusal> resources(NodeView node, ClusterState.Load load) {
        boolean full = load.pods() + 1 > node.podsMax();
        List<String> lacking = pod.requests().exceeding(node.allocatable().minus(load.requested()));
        if (!full && lacking.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        if (full) {
            texts.add("Too many pods");
        }
        lacking.forEach(name -> texts.add("Insufficient " + name));
        return Optional.of(new Refusal(texts, pod.requests().exceeding(node.allocatable()).isEmpty()));
    }

    private Optional<Refusal> spread(NodeView node) {
        for (SpreadCount count : spreads) {
            String domain = node.domain(count.spread().topologyKey());
            if (domain.isEmpty()) {
                return Refusal.hopeless("node(s) didn't match pod topology spread constraints (missing required label)");
            }
            int self = count.spread().pods().matches(pod.labels()) ? 1 : 0;
            if (count.byDomain().getOrDefault(domain, 0) + self - count.least() > count.spread().maxSkew()) {
                return Refusal.busy("node(s) didn't match pod topology spread constraints");
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> neighbours(NodeView node) {
        if (affinity.isEmpty() && antiAffinity.isEmpty() && forbidden.isEmpty()) {
            return Optional.empty();
        }
        boolean first = affinity.stream().allMatch(count -> count.byDomain().isEmpty() && count.term().covers(pod));
        for (NearCount count : affinity) {
            boolean near = count.byDomain().containsKey(domain(node, count.term()));
            if (node.domain(count.term().topologyKey()).isEmpty() || !near && !first) {
                return Refusal.hopeless("node(s) didn't match pod affinity rules");
            }
        }
        if (antiAffinity.stream().anyMatch(count -> count.byDomain().containsKey(domain(node, count.term())))) {
            return Refusal.busy("node(s) didn't match pod anti-affinity rules");
        }
        boolean repelled = forbiddenKeys.stream().anyMatch(key -> forbidden.contains(key + "=" + node.domain(key)));
        return repelled ? Refusal.busy("node(s) didn't satisfy existing pods anti-affinity rules") : Optional.empty();
    }

    private static String domain(NodeView node, PodView.Near term) {
        return term.topologyKey() + "=" + node.domain(term.topologyKey());
    }
}
