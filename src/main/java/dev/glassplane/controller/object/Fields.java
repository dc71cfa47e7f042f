package dev.glassplane.controller.object;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes fields of JSON objects. What is missing or of another type counts as absent. */
public final class Fields {

    private Fields() {}

    /** @return the text of a string field, empty if it is absent */
    public static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    /** @return the number of a field, or {@code otherwise} if it is absent */
    public static int number(JsonNode object, String field, int otherwise) {
        JsonNode value = object.path(field);
        return value.isNumber() ? value.asInt() : otherwise;
    }

    /** @return a boolean field, false if it is absent */
    public static boolean flag(JsonNode object, String field) {
        return object.path(field).booleanValue(false);
    }

    /** @return the elements of a list field */
    public static Stream<JsonNode> each(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? list.valueStream() : Stream.empty();
    }

    /** @return a map of strings such as labels, in the order of the JSON; never null */
    public static Map<String, String> strings(JsonNode object, String field) {
        JsonNode map = object.path(field);
        if (map.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asString("")));
        return Collections.unmodifiableMap(strings);
    }

    /** @return a new empty object */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @return a map of strings as JSON */
    public static ObjectNode object(Map<String, String> strings) {
        ObjectNode object = object();
        strings.forEach(object::put);
        return object;
    }

    /** @return the object field of this name, created if it is absent */
    public static ObjectNode child(ObjectNode object, String field) {
        return object.get(field) instanceof ObjectNode child ? child : object.putObject(field);
    }

    /** @return the list field of this name, created if it is absent */
    public static ArrayNode list(ObjectNode object, String field) {
        return object.get(field) instanceof ArrayNode list ? list : object.putArray(field);
    }

    /** @return the time in a field, empty if there is none */
    public static Optional<Instant> time(JsonNode object, String field) {
        String text = text(object, field);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** @return a time as Kubernetes writes it: whole seconds, UTC */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
