package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may not change in a workload's spec. */
public final class WorkloadUpdateValidation {

    private static final List<String> STATEFUL_SET_MUTABLE = List.of("replicas", "ordinals", "template", "updateStrategy",
            "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds");

    private WorkloadUpdateValidation() {}

    /** Checks a change of a Deployment. */
    public static void deployment(JsonNode after, JsonNode before, FieldErrors errors) {
        selector(after, before, errors);
    }

    /** Checks a change of a ReplicaSet. */
    public static void replicaSet(JsonNode after, JsonNode before, FieldErrors errors) {
        selector(after, before, errors);
    }

    /** Checks a change of a DaemonSet. */
    public static void daemonSet(JsonNode after, JsonNode before, FieldErrors errors) {
        selector(after, before, errors);
    }

    /** Checks a change of a StatefulSet. */
    public static void statefulSet(JsonNode after, JsonNode before, FieldErrors errors) {
        if (!fixed(after).equals(fixed(before))) {
            errors.forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                    + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    private static ObjectNode fixed(JsonNode spec) {
        ObjectNode out = ((ObjectNode) spec).deepCopy();
        out.remove(STATEFUL_SET_MUTABLE);
        return out;
    }

    private static void selector(JsonNode after, JsonNode before, FieldErrors errors) {
        if (!after.path("selector").equals(before.path("selector"))) {
            errors.invalid("spec.selector", after.path("selector"), "field is immutable");
        }
    }
}
