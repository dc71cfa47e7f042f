package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ValidatePodUpdate: little of a pod's spec may change. */
public final class PodUpdateValidation {

    private static final String FIXED = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateValidation() {}

    /** Checks a change of spec. */
    public static void check(JsonNode after, JsonNode before, FieldErrors errors) {
        if (after.equals(before)) {
            return;
        }
        for (String list : List.of("containers", "initContainers")) {
            if (after.path(list).size() != before.path(list).size()) {
                errors.forbidden("spec." + list, "pod updates may not add or remove containers");
                return;
            }
        }
        deadline(after.path("activeDeadlineSeconds"), before.path("activeDeadlineSeconds"), errors);
        tolerations(after.path("tolerations"), before.path("tolerations"), errors);
        if (!fixed(after, before).equals(before)) {
            errors.forbidden("spec", FIXED);
        }
    }

    private static void deadline(JsonNode after, JsonNode before, FieldErrors errors) {
        String path = "spec.activeDeadlineSeconds";
        if (!before.isMissingNode() && after.isMissingNode()) {
            errors.invalid(path, null, "must not update from a positive integer to nil value");
        } else if (!before.isMissingNode() && after.asLong() > before.asLong()) {
            errors.invalid(path, after, "must be less than or equal to previous value");
        }
    }

    private static void tolerations(JsonNode after, JsonNode before, FieldErrors errors) {
        for (JsonNode old : before) {
            boolean kept = after.valueStream().anyMatch(now -> withoutSeconds(now).equals(withoutSeconds(old)));
            if (!kept) {
                errors.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static ObjectNode withoutSeconds(JsonNode toleration) {
        ObjectNode out = ((ObjectNode) toleration).deepCopy();
        out.remove("tolerationSeconds");
        return out;
    }

    /** @return the new spec with the old values of everything that may change */
    private static JsonNode fixed(JsonNode after, JsonNode before) {
        ObjectNode out = ((ObjectNode) after).deepCopy();
        carry("activeDeadlineSeconds", out, before);
        carry("tolerations", out, before);
        if (before.path("terminationGracePeriodSeconds").asLong(0) < 0 && after.path("terminationGracePeriodSeconds").asLong() == 1) {
            carry("terminationGracePeriodSeconds", out, before);
        }
        for (String list : List.of("containers", "initContainers")) {
            for (int i = 0; i < out.path(list).size(); i++) {
                carry("image", (ObjectNode) out.path(list).get(i), before.path(list).get(i));
            }
        }
        return out;
    }

    private static void carry(String field, ObjectNode out, JsonNode before) {
        if (before.has(field)) {
            out.set(field, before.get(field));
        } else {
            out.remove(field);
        }
    }
}
