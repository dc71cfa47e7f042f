package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.object.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses a node. Where kube-scheduler adds weighted scores and draws among the best, this compares in a fixed order: preferred node
 * affinity, soft taints, soft spread constraints, pods of the same group in the zone, then on the node, load, name.
 */
final class Placement {

    private static final Comparator<Score> BEST_FIRST = Comparator.comparingInt(Score::preference).reversed()
            .thenComparingInt(Score::softTaints).thenComparingInt(Score::softSpread).thenComparingInt(Score::groupInZone)
            .thenComparingInt(Score::groupOnNode).thenComparingDouble(Score::load).thenComparingInt(Score::pods)
            .thenComparing(Score::node);

    private static final String ZONE_KEY = "topology.kubernetes.io/zone";

    private Placement() {}

    private record Score(String node, int preference, int softTaints, int softSpread, int groupInZone, int groupOnNode, double load,
                         int pods) {}

    static Decision decide(PodView pod, ClusterState state) {
        if (state.nodes().isEmpty()) {
            return new Decision.Unschedulable("no nodes available to schedule pods");
        }
        if (!pod.unmodelled().isEmpty()) {
            return new Decision.Unschedulable(pod.unmodelled() + " is not modelled (limit: scheduling)");
        }
        Filter filter = new Filter(pod, state);
        Optional<String> onlyNode = pod.nodes().namedNode();
        List<NodeView> feasible = new ArrayList<>();
        List<Filter.Refusal> refusals = new ArrayList<>();
        for (NodeView node : state.nodes()) {
            Optional<Filter.Refusal> refusal = onlyNode.isPresent() && !onlyNode.get().equals(node.name())
                    ? Filter.Refusal.hopeless("node(s) didn't satisfy plugin(s) [NodeAffinity]") : filter.check(node);
            refusal.ifPresentOrElse(refusals::add, () -> feasible.add(node));
        }
        return feasible.isEmpty() ? new Decision.Unschedulable(message(refusals, state.hasLower(pod.priority()))) : new Decision.Placed(best(feasible, pod, state));
    }

    private static String best(List<NodeView> feasible, PodView pod, ClusterState state) {
        if (feasible.size() == 1) {
            return feasible.getFirst().name();
        }
        Map<String, Integer> group = state.group(pod.group());
        Map<String, Integer> groupByZone = new HashMap<>();
        state.byDomain(group, ZONE_KEY).forEach((domain, number) -> groupByZone.put(domain.substring(ZONE_KEY.length() + 1), number));
        List<Map<String, Integer>> softSpreads = pod.spreads().stream().filter(spread -> !spread.required())
                .map(spread -> state.byDomain(state.count(java.util.Set.of(pod.namespace()), spread.pods()), spread.topologyKey())).toList();
        List<String> softKeys = pod.spreads().stream().filter(spread -> !spread.required()).map(PodView.Spread::topologyKey).toList();
        Score best = null;
        for (NodeView node : feasible) {
            int softSpread = 0;
            for (int i = 0; i < softKeys.size(); i++) {
                softSpread += softSpreads.get(i).getOrDefault(softKeys.get(i) + "=" + node.domain(softKeys.get(i)), 0);
            }
            ClusterState.Load load = state.load(node.name());
            Score score = new Score(node.name(), pod.nodes().preference(node.name(), node.labels()), softTaints(pod, node), softSpread,
                    groupByZone.getOrDefault(node.zone(), 0), group.getOrDefault(node.name(), 0),
                    share(load.requested(), node.allocatable()), load.pods());
            best = best == null || BEST_FIRST.compare(score, best) < 0 ? score : best;
        }
        return best.node();
    }

    private static int softTaints(PodView pod, NodeView node) {
        return node.taints().isEmpty() ? 0 : (int) node.taints().stream()
                .filter(taint -> taint.effect().equals("PreferNoSchedule") && !taint.toleratedBy(pod.tolerations())).count();
    }

    /** Mean share of CPU and memory that is requested. */
    private static double share(Resources requested, Resources allocatable) {
        return (requested.milliCpu() / (double) Math.max(1, allocatable.milliCpu())
                + requested.memoryBytes() / (double) Math.max(1, allocatable.memoryBytes())) / 2;
    }

    /** The text of upstream's FitError with what the preemption plugin adds (kubernetes/kubernetes: pkg/scheduler/framework/types.go). */
    private static String message(List<Filter.Refusal> refusals, boolean victims) {
        Map<String, Integer> reasons = new TreeMap<>();
        Map<String, Integer> preemption = new TreeMap<>();
        for (Filter.Refusal refusal : refusals) {
            refusal.texts().forEach(text -> reasons.merge(text, 1, Integer::sum));
            preemption.merge(refusal.resolvable() ? "No preemption victims found for incoming pod"
                    : "Preemption is not helpful for scheduling", 1, Integer::sum);
        }
        String available = "0/" + refusals.size() + " nodes are available: ";
        if (victims && refusals.stream().anyMatch(Filter.Refusal::resolvable)) {
            return available + join(reasons) + ". preemption: evicting pods of lower priority is not modelled (limit: scheduling).";
        }
        return available + join(reasons) + ". preemption: " + available + join(preemption) + ".";
    }

    private static String join(Map<String, Integer> numbers) {
        return numbers.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).sorted().collect(Collectors.joining(", "));
    }
}
