package dev.glassplane.loadbalancer.alb;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads JSON of annotations as Go's {@code encoding/json} does: field names in any case, {@code null} is absent, a wrong type is an error. */
final class GoJson {

    private GoJson() {}

    static JsonNode field(JsonNode object, String name) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode()) {
            return exact.isNull() ? MissingNode.getInstance() : exact;
        }
        return object.properties().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name) && !entry.getValue().isNull())
                .map(java.util.Map.Entry::getValue).findFirst().orElse(MissingNode.getInstance());
    }

    /** @return the object in a field, empty if there is none */
    static Optional<JsonNode> object(JsonNode holder, String name) {
        JsonNode found = field(holder, name);
        return found.isMissingNode() ? Optional.empty() : Optional.of(expect(found, found.isObject(), name, "object"));
    }

    static Optional<String> text(JsonNode object, String name) {
        JsonNode found = field(object, name);
        return found.isMissingNode() ? Optional.empty() : Optional.of(expect(found, found.isString(), name, "string").stringValue());
    }

    static Optional<Integer> number(JsonNode object, String name) {
        JsonNode found = field(object, name);
        return found.isMissingNode() ? Optional.empty() : Optional.of(expect(found, found.isIntegralNumber(), name, "int32").intValue());
    }

    static boolean flag(JsonNode object, String name) {
        JsonNode found = field(object, name);
        return !found.isMissingNode() && expect(found, found.isBoolean(), name, "bool").booleanValue();
    }

    /** @return the elements, none if there is no list */
    static List<JsonNode> list(JsonNode object, String name) {
        JsonNode found = field(object, name);
        return found.isMissingNode() ? List.of() : expect(found, found.isArray(), name, "slice").valueStream().toList();
    }

    static List<String> texts(JsonNode object, String name) {
        return list(object, name).stream().map(each -> expect(each, each.isString(), name, "string").stringValue()).toList();
    }

    private static JsonNode expect(JsonNode found, boolean good, String name, String type) {
        if (!good) {
            throw new WrongTypeException("json: cannot unmarshal " + word(found) + " into Go struct field " + name + " of type " + type);
        }
        return found;
    }

    private static String word(JsonNode found) {
        return switch (found.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            default -> "object";
        };
    }
}
