package dev.glassplane.registry.write;

import dev.glassplane.registry.schema.Scalars;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status.conditions}. */
final class Conditions {

    private Conditions() {}

    /** Sets a condition; the transition time moves only if the value does. */
    static void set(ObjectNode object, String type, String value, Instant now) {
        ObjectNode status = object.get("status") instanceof ObjectNode found ? found : object.putObject("status");
        ArrayNode conditions = status.get("conditions") instanceof ArrayNode found ? found : status.putArray("conditions");
        for (JsonNode each : conditions) {
            if (each.path("type").asString("").equals(type)) {
                if (!each.path("status").asString("").equals(value)) {
                    ((ObjectNode) each).put("status", value).put("lastTransitionTime", Scalars.time(now)).remove(java.util.List.of("reason", "message"));
                }
                return;
            }
        }
        conditions.addObject().put("type", type).put("status", value).put("lastTransitionTime", Scalars.time(now));
    }
}
