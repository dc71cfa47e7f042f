package dev.glassplane.registry.fields;

import dev.glassplane.registry.schema.Schema.ListType;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Steps of a path, in the form of FieldsV1: {@code structured-merge-diff: fieldpath/serialize-pe.go}. */
final class PathElements {

    private static final JsonMapper JSON = new JsonMapper();

    private PathElements() {}

    static String field(String name) {
        return "f:" + name;
    }

    /**
     * @param type a set, or a list by keys
     * @return the step to an item
     * @throws BadListException if the item cannot be told apart
     */
    static String item(ListType type, JsonNode item) {
        return switch (type) {
            case ListType.SetOf _ -> {
                if (item.isContainer() || item.isNull()) {
                    throw new BadListException("associative list without keys has an element that's " + (item.isNull() ? "an explicit null"
                            : item.isArray() ? "a list type" : "a map type"));
                }
                yield "v:" + item;
            }
            case ListType.MapBy by -> keys(by, item);
            case ListType.Atomic _ -> throw new IllegalStateException("not reached: items of atomic lists have no step of their own");
        };
    }

    private static String keys(ListType.MapBy by, JsonNode item) {
        if (!item.isObject()) {
            throw new BadListException("associative list with keys may not have " + (item.isNull() ? "a null element" : "non-map elements"));
        }
        Map<String, JsonNode> keys = new TreeMap<>();
        for (String key : by.keys()) {
            JsonNode value = item.has(key) ? item.get(key) : by.defaults().get(key);
            if (value == null) {
                throw new BadListException("associative list with keys has an element that omits key field \"" + key
                        + "\" (and doesn't have default value)");
            }
            keys.put(key, value);
        }
        ObjectNode id = JsonNodeFactory.instance.objectNode();
        keys.forEach(id::set);
        return "k:" + id;
    }

    /** @return whether a text is a step that FieldsV1 may hold */
    static boolean isValid(String element) {
        if (element.length() < 2 || element.charAt(1) != ':' || "fkvi".indexOf(element.charAt(0)) < 0) {
            return false;
        }
        try {
            return element.charAt(0) == 'f' || JSON.readTree(element.substring(2)) != null;
        } catch (tools.jackson.core.JacksonException _) {
            return false;
        }
    }

    /** @return a step as it stands in messages */
    static String shown(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            case 'k' -> JSON.readTree(rest).properties().stream().map(key -> key.getKey() + "=" + key.getValue())
                    .collect(Collectors.joining(",", "[", "]"));
            default -> "[" + rest + "]";
        };
    }

    /** A list whose items cannot be told apart. */
    static final class BadListException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadListException(String message) {
            super(message, null, false, false);
        }
    }
}
