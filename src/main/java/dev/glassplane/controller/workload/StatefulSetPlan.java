package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Which pods of a StatefulSet to make and to delete next: in order of ordinals, one at a time unless {@code podManagementPolicy} is
 * Parallel; then the next one of an old revision (kubernetes/kubernetes: pkg/controller/statefulset/stateful_set_control.go). Pure.
 *
 * @param create ordinals to make
 * @param delete pods to delete
 */
record StatefulSetPlan(List<Integer> create, List<Stored> delete) {

    static final String REVISION_LABEL = "controller-revision-hash";

    /**
     * @param set      the StatefulSet
     * @param revision of its current template
     * @param pods     that it owns
     */
    static StatefulSetPlan of(JsonNode set, String revision, List<Stored> pods, Instant now) {
        return new Planner(set, revision, pods, now).plan();
    }

    /** @return the number at the end of a pod's name, -1 if it is not one of the set */
    static int ordinal(String set, String pod) {
        String suffix = pod.startsWith(set + "-") ? pod.substring(set.length() + 1) : "";
        return suffix.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(suffix) : -1;
    }

    static int first(JsonNode set) {
        return Fields.number(set.path("spec").path("ordinals"), "start", 0);
    }

    static int replicas(JsonNode set) {
        return Fields.number(set.path("spec"), "replicas", 1);
    }

    private static final class Planner {

        private final JsonNode set;
        private final String revision;
        private final Instant now;
        private final boolean ordered;
        private final Map<Integer, Stored> members = new TreeMap<>();
        private final Map<Integer, Stored> condemned = new TreeMap<>(Comparator.reverseOrder());
        private final List<Integer> create = new ArrayList<>();
        private final List<Stored> delete = new ArrayList<>();

        Planner(JsonNode set, String revision, List<Stored> pods, Instant now) {
            this.set = set;
            this.revision = revision;
            this.now = now;
            this.ordered = !Fields.text(set.path("spec"), "podManagementPolicy").equals("Parallel");
            for (Stored pod : pods) {
                int ordinal = ordinal(Meta.name(set), pod.key().name());
                if (ordinal >= 0) {
                    boolean member = ordinal >= first(set) && ordinal < first(set) + replicas(set);
                    (member ? members : condemned).put(ordinal, pod);
                }
            }
        }

        StatefulSetPlan plan() {
            if (!growAndWait() && !shrinkAndWait()) {
                update();
            }
            return new StatefulSetPlan(List.copyOf(create), List.copyOf(delete));
        }

        /** @return whether nothing else may happen before a pod has changed */
        private boolean growAndWait() {
            for (int ordinal = first(set); ordinal < first(set) + replicas(set); ordinal++) {
                Stored pod = members.get(ordinal);
                if (pod == null) {
                    create.add(ordinal);
                } else if (Pods.finished(pod.object()) && !Meta.terminating(pod.object())) {
                    delete.add(pod);
                } else if (healthy(pod)) {
                    continue;
                }
                if (ordered) {
                    return true;
                }
            }
            return false;
        }

        private boolean shrinkAndWait() {
            for (Stored pod : condemned.values()) {
                if (!Meta.terminating(pod.object())) {
                    delete.add(pod);
                }
                if (ordered) {
                    return true;
                }
            }
            return false;
        }

        /** From the highest ordinal down to the partition: replaces one pod, then waits until it is healthy again. */
        private void update() {
            JsonNode strategy = set.path("spec").path("updateStrategy");
            if (Fields.text(strategy, "type").equals("OnDelete")) {
                return;
            }
            int last = first(set) + Fields.number(strategy.path("rollingUpdate"), "partition", 0);
            for (int ordinal = first(set) + replicas(set) - 1; ordinal >= last; ordinal--) {
                Optional<Stored> pod = Optional.ofNullable(members.get(ordinal));
                if (pod.isPresent() && !Meta.label(pod.get().object(), REVISION_LABEL).equals(revision)) {
                    if (!Meta.terminating(pod.get().object()) && !delete.contains(pod.get())) {
                        delete.add(pod.get());
                    }
                    return;
                }
                if (pod.isEmpty() || !healthy(pod.get())) {
                    return;
                }
            }
        }

        private boolean healthy(Stored pod) {
            return !Meta.terminating(pod.object()) && Fields.text(pod.object().path("status"), "phase").equals("Running")
                    && Pods.available(pod.object(), Fields.number(set.path("spec"), "minReadySeconds", 0), now);
        }
    }
}
