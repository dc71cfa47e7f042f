package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Patch;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of {@code v1} and of {@code events.k8s.io/v1} are the same objects under other names of fields. Source: {@code kubernetes:
 * pkg/apis/events/v1/conversion.go}.
 */
final class EventForms {

    /** Names of {@code events.k8s.io} by those of {@code v1}. */
    private static final Map<String, String> FIELDS = Map.of("involvedObject", "regarding", "message", "note", "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp", "lastTimestamp", "deprecatedLastTimestamp", "count", "deprecatedCount",
            "reportingComponent", "reportingController");
    private static final Map<String, String> BACK = FIELDS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    private static final String GROUP = "events.k8s.io";

    private EventForms() {}

    /** @return whether objects of the kind are kept in the form of {@code v1} */
    static boolean isOther(Kind kind) {
        return kind.group().equals(GROUP) && kind.name().equals("Event");
    }

    /** @return the kind in whose form objects are kept */
    static Kind stored(Kinds kinds, Kind kind) {
        return isOther(kind) ? kinds.named("events") : kind;
    }

    /** @return an object of {@code events.k8s.io} as one of {@code v1} */
    static ObjectNode stored(ObjectNode object) {
        ObjectNode out = renamed(object, BACK);
        if (out.has("apiVersion")) {
            out.put("apiVersion", "v1");
        }
        return out;
    }

    /** @return a patch of an object of {@code events.k8s.io} as one of {@code v1} */
    static Patch stored(Patch patch) {
        return switch (patch) {
            case Patch.Merge(JsonNode merge) -> new Patch.Merge(stored((ObjectNode) merge));
            case Patch.StrategicMerge(JsonNode merge) -> new Patch.StrategicMerge(stored((ObjectNode) merge));
            case Patch.Apply(ObjectNode configuration, boolean force) -> new Patch.Apply(stored(configuration), force);
            case Patch.Json(JsonNode operations) -> new Patch.Json(operations(operations));
        };
    }

    private static ArrayNode operations(JsonNode operations) {
        ArrayNode out = Json.object().putArray("operations");
        for (JsonNode operation : operations) {
            ObjectNode copy = operation instanceof ObjectNode object ? object.deepCopy() : Json.object();
            for (String field : new String[] {"path", "from"}) {
                if (copy.path(field).isString()) {
                    String[] steps = copy.get(field).stringValue().split("/", 3);
                    if (steps.length > 1) {
                        steps[1] = BACK.getOrDefault(steps[1], steps[1]);
                    }
                    copy.put(field, String.join("/", steps));
                }
            }
            out.add(copy);
        }
        return out;
    }

    /** @return an object of {@code v1} as one of {@code events.k8s.io} */
    static ObjectNode shown(ObjectNode object) {
        ObjectNode out = renamed(object, FIELDS);
        out.put("apiVersion", GROUP + "/v1");
        if (!out.path("eventTime").isString() && !out.has("eventTime")) {
            out.putNull("eventTime");
        }
        return out;
    }

    private static ObjectNode renamed(ObjectNode object, Map<String, String> names) {
        ObjectNode out = Json.object();
        object.properties().forEach(each -> out.set(names.getOrDefault(each.getKey(), each.getKey()), each.getValue()));
        return out;
    }
}
