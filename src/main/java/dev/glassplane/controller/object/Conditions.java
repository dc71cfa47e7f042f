package dev.glassplane.controller.object;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes {@code status.conditions}. */
public final class Conditions {

    private Conditions() {}

    /**
     * @param type    for example {@code Ready}
     * @param status  True, False or Unknown
     * @param reason  may be empty
     * @param message may be empty
     */
    public record Condition(String type, String status, String reason, String message) {

        /** @return the condition without reason and message */
        public static Condition of(String type, boolean holds) {
            return new Condition(type, holds ? "True" : "False", "", "");
        }
    }

    /** @return the condition of this type */
    public static Optional<JsonNode> find(JsonNode object, String type) {
        return Fields.each(object.path("status"), "conditions").filter(entry -> Fields.text(entry, "type").equals(type)).findFirst();
    }

    /** @return status of the condition, empty if there is none */
    public static String status(JsonNode object, String type) {
        return find(object, type).map(entry -> Fields.text(entry, "status")).orElse("");
    }

    /** @return whether the condition is True */
    public static boolean holds(JsonNode object, String type) {
        return status(object, type).equals("True");
    }

    /** @return whether the object has the condition with exactly this status, reason and message */
    public static boolean has(JsonNode object, Condition condition) {
        return find(object, condition.type()).filter(entry -> same(entry, condition)).isPresent();
    }

    /**
     * Sets a condition in place, or appends it. {@code lastTransitionTime} moves only with the status; an equal condition stays untouched.
     *
     * @param extra name of a second time field that is set on every change ({@code lastUpdateTime}, {@code lastHeartbeatTime}), or
     *              {@code lastProbeTime}, which Kubernetes writes as null; empty for none
     */
    public static void set(ObjectNode object, Condition condition, Instant now, String extra) {
        ArrayNode conditions = Fields.list(Fields.child(object, "status"), "conditions");
        ObjectNode entry = (ObjectNode) find(object, condition.type()).orElse(null);
        if (entry != null && same(entry, condition)) {
            return;
        }
        if (entry == null) {
            entry = conditions.addObject().put("type", condition.type());
        }
        boolean moved = !Fields.text(entry, "status").equals(condition.status()) || entry.path("lastTransitionTime").isMissingNode();
        entry.put("status", condition.status());
        put(entry, "reason", condition.reason());
        put(entry, "message", condition.message());
        if (extra.equals("lastProbeTime")) {
            entry.putNull(extra);
        } else if (!extra.isEmpty()) {
            entry.put(extra, Fields.time(now));
        }
        if (moved) {
            entry.put("lastTransitionTime", Fields.time(now));
        }
    }

    /** Removes the condition of this type if there is one. */
    public static void remove(ObjectNode object, String type) {
        if (object.path("status").path("conditions") instanceof ArrayNode conditions) {
            conditions.removeIf(entry -> Fields.text(entry, "type").equals(type));
        }
    }

    private static boolean same(JsonNode entry, Condition condition) {
        return Fields.text(entry, "status").equals(condition.status()) && Fields.text(entry, "reason").equals(condition.reason())
                && Fields.text(entry, "message").equals(condition.message());
    }

    private static void put(ObjectNode entry, String field, String text) {
        if (text.isEmpty()) {
            entry.remove(field);
        } else {
            entry.put(field, text);
        }
    }
}
