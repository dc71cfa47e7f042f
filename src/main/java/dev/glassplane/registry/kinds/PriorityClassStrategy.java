package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PriorityClasses. Source: {@code kubernetes: pkg/apis/scheduling/validation/validation.go}. */
final class PriorityClassStrategy implements Strategy {

    /** Classes that every cluster has. */
    static final Map<String, Integer> SYSTEM = Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);
    private static final int USER_MAX = 1_000_000_000;

    @Override
    public void defaults(ObjectNode object) {
        Defaults.text(object, "preemptionPolicy", "PreemptLowerPriority");
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        String name = object.path("metadata").path("name").asString("");
        int value = object.path("value").asInt(0);
        if (name.startsWith("system-") && !Integer.valueOf(value).equals(SYSTEM.get(name))) {
            errors.forbidden("metadata.name", "priority class names with 'system-' prefix are reserved for system use only. error: "
                    + (SYSTEM.containsKey(name) ? "value of " + name + " PriorityClass must be " + SYSTEM.get(name)
                    : name + " is not a known system priority class"));
        } else if (!name.startsWith("system-") && value > USER_MAX) {
            errors.forbidden("value", "maximum allowed value of a user defined priority is " + USER_MAX);
        }
        JsonNode policy = object.path("preemptionPolicy");
        if (!policy.asString("").equals("PreemptLowerPriority") && !policy.asString("").equals("Never")) {
            errors.notSupported("preemptionPolicy", policy, java.util.List.of("PreemptLowerPriority", "Never"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        for (String field : java.util.List.of("value", "preemptionPolicy")) {
            if (!object.path(field).equals(before.path(field))) {
                errors.forbidden(field, "may not be changed in an update.");
            }
        }
    }
}
