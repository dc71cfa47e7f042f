package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.IntOrPercent;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Which daemon pods to make and to delete (kubernetes/kubernetes: pkg/controller/daemon/daemon_controller.go, update.go). Pure.
 *
 * @param create names of nodes that get a pod
 * @param delete pods to delete
 */
record DaemonSetPlan(List<String> create, List<Stored> delete) {

    static final String REVISION_LABEL = "controller-revision-hash";

    /**
     * @param set      the DaemonSet
     * @param revision of its template
     * @param fits     by name of node
     * @param pods     of the DaemonSet
     */
    static DaemonSetPlan of(JsonNode set, String revision, Map<String, DaemonPods.Fit> fits, List<Stored> pods, Instant now) {
        Planner planner = new Planner(set, revision, now);
        Map<String, List<Stored>> byNode = new TreeMap<>();
        fits.keySet().forEach(node -> byNode.put(node, new ArrayList<>()));
        pods.stream().sorted(Comparator.comparing((Stored pod) -> Meta.created(pod.object())).thenComparing(Stored::key))
                .forEach(pod -> byNode.computeIfAbsent(DaemonPods.node(pod.object()), node -> new ArrayList<>()).add(pod));
        byNode.forEach((node, here) -> planner.place(node, fits.getOrDefault(node, new DaemonPods.Fit(false, false)), here));
        if (!Fields.text(set.path("spec").path("updateStrategy"), "type").equals("OnDelete")) {
            planner.update(fits, byNode);
        }
        return new DaemonSetPlan(List.copyOf(planner.create), List.copyOf(planner.delete));
    }

    private static final class Planner {

        private final JsonNode set;
        private final String revision;
        private final Instant now;
        private final List<String> create = new ArrayList<>();
        private final List<Stored> delete = new ArrayList<>();

        Planner(JsonNode set, String revision, Instant now) {
            this.set = set;
            this.revision = revision;
            this.now = now;
        }

        /** At most one pod of a revision per node; finished ones are made again; none where it may not stay. */
        void place(String node, DaemonPods.Fit fit, List<Stored> here) {
            List<Stored> active = here.stream().filter(pod -> !Meta.terminating(pod.object())).toList();
            if (fit.shouldRun() && here.isEmpty()) {
                create.add(node);
            }
            if (!fit.shouldContinue()) {
                delete.addAll(active);
                return;
            }
            active.stream().filter(pod -> Pods.finished(pod.object())).forEach(delete::add);
            List<Stored> running = active.stream().filter(pod -> !Pods.finished(pod.object())).toList();
            running.stream().filter(this::current).skip(1).forEach(delete::add);
            running.stream().filter(pod -> !current(pod)).skip(1).forEach(delete::add);
        }

        void update(Map<String, DaemonPods.Fit> fits, Map<String, List<Stored>> byNode) {
            int nodes = (int) fits.values().stream().filter(DaemonPods.Fit::shouldRun).count();
            JsonNode rolling = set.path("spec").path("updateStrategy").path("rollingUpdate");
            int surge = IntOrPercent.resolve(rolling.path("maxSurge"), "0", nodes, true);
            int unavailable = IntOrPercent.resolve(rolling.path("maxUnavailable"), "1", nodes, true);
            if (surge > 0) {
                surge(surge, fits, byNode);
            } else {
                replace(unavailable, fits, byNode);
            }
        }

        /** Unavailable pods of old revisions go at once, available ones within the limit. */
        private void replace(int limit, Map<String, DaemonPods.Fit> fits, Map<String, List<Stored>> byNode) {
            int unavailable = 0;
            List<Stored> candidates = new ArrayList<>();
            for (var entry : byNode.entrySet()) {
                if (!fits.containsKey(entry.getKey()) || !fits.get(entry.getKey()).shouldRun()) {
                    continue;
                }
                List<Stored> here = entry.getValue();
                Stored pod = here.stream().filter(found -> !Meta.terminating(found.object()) && !delete.contains(found))
                        .findFirst().orElse(null);
                if (pod == null || !available(pod)) {
                    unavailable++;
                }
                if (pod != null && !current(pod)) {
                    if (available(pod)) {
                        candidates.add(pod);
                    } else {
                        delete.add(pod);
                    }
                }
            }
            candidates.stream().limit(Math.max(0, limit - unavailable)).forEach(delete::add);
        }

        /** New pods come up beside the old ones; an old one goes once its successor is available or it is unavailable itself. */
        private void surge(int limit, Map<String, DaemonPods.Fit> fits, Map<String, List<Stored>> byNode) {
            int surging = 0;
            List<String> candidates = new ArrayList<>();
            for (var entry : byNode.entrySet()) {
                List<Stored> here = entry.getValue().stream().filter(pod -> !Meta.terminating(pod.object())).toList();
                List<Stored> old = here.stream().filter(pod -> !current(pod)).toList();
                List<Stored> fresh = here.stream().filter(this::current).toList();
                if (old.isEmpty() || !fits.containsKey(entry.getKey()) || !fits.get(entry.getKey()).shouldRun()) {
                    continue;
                }
                if (fresh.stream().anyMatch(this::available)) {
                    old.stream().filter(pod -> !delete.contains(pod)).forEach(delete::add);
                } else if (!fresh.isEmpty()) {
                    surging++;
                } else if (old.stream().noneMatch(this::available)) {
                    create.add(entry.getKey());
                } else {
                    candidates.add(entry.getKey());
                }
            }
            candidates.stream().limit(Math.max(0, limit - surging)).forEach(create::add);
        }

        private boolean current(Stored pod) {
            return Meta.label(pod.object(), REVISION_LABEL).equals(revision);
        }

        private boolean available(Stored pod) {
            return Pods.available(pod.object(), Fields.number(set.path("spec"), "minReadySeconds", 0), now);
        }
    }
}
