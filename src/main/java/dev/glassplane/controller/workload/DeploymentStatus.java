package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Status of a Deployment (kubernetes/kubernetes: pkg/controller/deployment/sync.go, progress.go). */
final class DeploymentStatus {

    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private DeploymentStatus() {}

    /** Writes counters and conditions. */
    static void report(ObjectNode deployment, Rollout rollout, int generation, Instant now) {
        List<Stored> all = new ArrayList<>(rollout.oldSets());
        rollout.newSet().ifPresent(all::add);
        ObjectNode status = Fields.child(deployment, "status");
        int replicasBefore = Fields.number(status, "replicas", 0);
        int updatedBefore = Fields.number(status, "updatedReplicas", 0);
        int readyBefore = Fields.number(status, "readyReplicas", 0);
        int availableBefore = Fields.number(status, "availableReplicas", 0);
        int replicas = sum(all, "replicas");
        int updated = rollout.newSet().map(set -> Fields.number(set.object().path("status"), "replicas", 0)).orElse(0);
        int ready = sum(all, "readyReplicas");
        int available = sum(all, "availableReplicas");
        ReplicaSetLoop.put(status, "observedGeneration", generation);
        ReplicaSetLoop.put(status, "availableReplicas", available);
        ReplicaSetLoop.put(status, "readyReplicas", ready);
        ReplicaSetLoop.put(status, "replicas", replicas);
        ReplicaSetLoop.put(status, "updatedReplicas", updated);
        ReplicaSetLoop.put(status, "unavailableReplicas", Math.max(0, all.stream().mapToInt(Rollout::replicas).sum() - available));
        available(deployment, rollout, available, now);
        boolean moved = updated > updatedBefore || replicas - updated < replicasBefore - updatedBefore || ready > readyBefore
                || available > availableBefore;
        progressing(deployment, rollout, moved, now);
    }

    private static int sum(List<Stored> sets, String field) {
        return sets.stream().mapToInt(set -> Fields.number(set.object().path("status"), field, 0)).sum();
    }

    private static void available(ObjectNode deployment, Rollout rollout, int available, Instant now) {
        boolean enough = available >= rollout.wanted() - rollout.maxUnavailable();
        Conditions.set(deployment, enough
                ? new Condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : new Condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
                now, "lastUpdateTime");
    }

    /** All replicas are of the current template and available, and none of another is left. */
    static boolean complete(JsonNode deployment, Rollout rollout) {
        JsonNode status = deployment.path("status");
        return Fields.number(status, "updatedReplicas", 0) == rollout.wanted() && Fields.number(status, "replicas", 0) == rollout.wanted()
                && Fields.number(status, "availableReplicas", 0) == rollout.wanted()
                && Fields.number(status, "observedGeneration", 0) >= Meta.generation(deployment);
    }

    private static void progressing(ObjectNode deployment, Rollout rollout, boolean moved, Instant now) {
        if (Fields.flag(deployment.path("spec"), "paused")) {
            set(deployment, "Unknown", "DeploymentPaused", "Deployment is paused", now);
            return;
        }
        String reason = Conditions.find(deployment, "Progressing").map(entry -> Fields.text(entry, "reason")).orElse("");
        if (reason.equals("DeploymentPaused")) {
            set(deployment, "Unknown", "DeploymentResumed", "Deployment is resumed", now);
        }
        String name = rollout.newSet().map(found -> found.key().name()).orElse("");
        if (name.isEmpty()) {
            return;
        }
        if (complete(deployment, rollout)) {
            set(deployment, "True", "NewReplicaSetAvailable", "ReplicaSet \"" + name + "\" has successfully progressed.", now);
        } else if (reason.isEmpty()) {
            set(deployment, "True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\"", now);
        } else if (moved || reason.equals("NewReplicaSetAvailable")) {
            String message = "ReplicaSet \"" + name + "\" is progressing.";
            if (moved) {
                Conditions.find(deployment, "Progressing").ifPresent(entry -> ((ObjectNode) entry).put("lastUpdateTime", Fields.time(now)));
            }
            set(deployment, "True", "ReplicaSetUpdated", message, now);
        } else if (deadline(deployment).filter(at -> !at.isAfter(now)).isPresent()) {
            set(deployment, "False", "ProgressDeadlineExceeded", "ReplicaSet \"" + name + "\" has timed out progressing.", now);
        }
    }

    private static void set(ObjectNode deployment, String status, String reason, String message, Instant now) {
        Conditions.set(deployment, new Condition("Progressing", status, reason, message), now, "lastUpdateTime");
    }

    /** When a rollout that does not move counts as failed; empty if it is complete, paused, failed already or has no deadline. */
    static Optional<Instant> deadline(JsonNode deployment) {
        int seconds = Fields.number(deployment.path("spec"), "progressDeadlineSeconds", NO_DEADLINE);
        Optional<JsonNode> progressing = Conditions.find(deployment, "Progressing")
                .filter(entry -> List.of("NewReplicaSetCreated", "ReplicaSetUpdated", "FoundNewReplicaSet", "DeploymentResumed")
                        .contains(Fields.text(entry, "reason")));
        return seconds == NO_DEADLINE ? Optional.empty()
                : progressing.flatMap(entry -> Fields.time(entry, "lastUpdateTime")).map(since -> since.plus(Duration.ofSeconds(seconds)));
    }
}
