package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.registry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What workload controllers read of pods, and how they make them (kubernetes/kubernetes: pkg/controller/controller_utils.go). */
final class Pods {

    private static final String DELETION_COST_ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

    private Pods() {}

    /** Neither finished nor terminating. */
    static boolean active(JsonNode pod) {
        return !finished(pod) && !Meta.terminating(pod);
    }

    static boolean finished(JsonNode pod) {
        String phase = Fields.text(pod.path("status"), "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    static boolean ready(JsonNode pod) {
        return Conditions.holds(pod, "Ready");
    }

    /** When a ready pod is or becomes available: ready for {@code minReadySeconds}. */
    static Optional<Instant> availableAt(JsonNode pod, int minReadySeconds) {
        return Conditions.find(pod, "Ready").filter(condition -> Fields.text(condition, "status").equals("True"))
                .map(condition -> Fields.time(condition, "lastTransitionTime").orElse(Instant.EPOCH)
                        .plus(Duration.ofSeconds(minReadySeconds)));
    }

    static boolean available(JsonNode pod, int minReadySeconds, Instant now) {
        return availableAt(pod, minReadySeconds).filter(at -> !at.isAfter(now)).isPresent();
    }

    /** A pod from the template of a workload object, without a name. */
    static ObjectNode fromTemplate(Kind pods, Kind ownerKind, ObjectNode owner) {
        JsonNode template = owner.path("spec").path("template");
        ObjectNode pod = Meta.blank(pods, Meta.namespace(owner));
        ObjectNode metadata = Meta.of(pod);
        for (String field : new String[] {"labels", "annotations", "finalizers"}) {
            if (!template.path("metadata").path(field).isEmpty()) {
                metadata.set(field, template.path("metadata").path(field).deepCopy());
            }
        }
        metadata.putArray("ownerReferences").add(Meta.ownedBy(ownerKind, owner));
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    /**
     * Which pod a ReplicaSet deletes first: unassigned, pending, unready, cheap, sharing its node with many, shortly ready, young; then
     * by name.
     *
     * @param peersByNode active pods of the owner per node
     */
    static Comparator<JsonNode> deletionOrder(Map<String, Integer> peersByNode) {
        return Comparator.<JsonNode>comparingInt(pod -> nodeName(pod).isEmpty() ? 0 : 1)
                .thenComparingInt(pod -> phaseRank(Fields.text(pod.path("status"), "phase")))
                .thenComparingInt(pod -> ready(pod) ? 1 : 0)
                .thenComparingInt(Pods::deletionCost)
                .thenComparingInt(pod -> -peersByNode.getOrDefault(nodeName(pod), 0))
                .thenComparing(pod -> availableAt(pod, 0).orElse(Instant.EPOCH), Comparator.reverseOrder())
                .thenComparing(Meta::created, Comparator.reverseOrder())
                .thenComparing(Meta::name, Comparator.reverseOrder());
    }

    static String nodeName(JsonNode pod) {
        return Fields.text(pod.path("spec"), "nodeName");
    }

    private static int phaseRank(String phase) {
        return switch (phase) {
            case "Running" -> 2;
            case "Unknown" -> 1;
            default -> 0;
        };
    }

    private static int deletionCost(JsonNode pod) {
        try {
            String cost = Meta.annotation(pod, DELETION_COST_ANNOTATION);
            return cost.isEmpty() ? 0 : Integer.parseInt(cost);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
