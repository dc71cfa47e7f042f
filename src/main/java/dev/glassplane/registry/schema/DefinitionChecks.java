package dev.glassplane.registry.schema;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks an object against a definition file's schema. Texts as {@code kube-openapi: pkg/validation} gives them through
 * {@code apiextensions-apiserver: pkg/apiserver/validation/validation.go}.
 */
final class DefinitionChecks {

    private final Trail trail = new Trail();
    private final FieldErrors errors;
    private final RuleChecks rules;

    DefinitionChecks(FieldErrors errors) {
        this.errors = errors;
        this.rules = new RuleChecks(trail, errors);
    }

    /**
     * Checks a value where the trail stands.
     *
     * @param before what stood there before the write, null if nothing comparable did: what stays as it was is not held against a write
     */
    void check(Schema schema, JsonNode value, JsonNode before) {
        if (value.isNull() && schema.rules().nullable() || value.equals(before)) {
            return;
        }
        boolean typed = switch (schema) {
            case Struct struct -> isType(value.isObject(), "object", value) && struct(struct, value, before);
            case Dictionary dictionary -> isType(value.isObject(), "object", value) && dictionary(dictionary, value, before);
            case Sequence sequence -> isType(value.isArray(), "array", value) && sequence(sequence, value, before);
            case Scalar scalar -> isScalar(scalar, value);
            case Anything _ -> true;
        };
        if (typed) {
            rules.check(schema.rules(), value);
        }
    }

    private boolean struct(Struct struct, JsonNode value, JsonNode before) {
        rules.required(struct.rules(), value);
        if (struct.rules().embedded()) {
            embedded(value);
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            Field field = struct.fields().get(each.getKey());
            if (field != null) {
                trail.enter(each.getKey());
                check(field.schema(), each.getValue(), before == null ? null : before.get(each.getKey()));
                trail.leave();
            }
        }
        return true;
    }

    private void embedded(JsonNode value) {
        for (String name : List.of("apiVersion", "kind")) {
            trail.enter(name);
            if (value.path(name).asString("").isEmpty()) {
                errors.required(trail.withIndexes(), "must not be empty");
            }
            trail.leave();
        }
    }

    private boolean dictionary(Dictionary dictionary, JsonNode value, JsonNode before) {
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            trail.enter(each.getKey());
            check(dictionary.values(), each.getValue(), before == null ? null : before.get(each.getKey()));
            trail.leave();
        }
        return true;
    }

    private boolean sequence(Sequence sequence, JsonNode value, JsonNode before) {
        Map<Object, JsonNode> old = new HashMap<>();
        if (before != null && sequence.type() instanceof ListType.MapBy) {
            before.forEach(item -> old.put(identity(sequence, item), item));
        }
        Set<Object> seen = new HashSet<>();
        for (int index = 0; index < value.size(); index++) {
            JsonNode item = value.get(index);
            Object identity = identity(sequence, item);
            trail.enter(index);
            if (sequence.rules().unique() && !seen.add(identity)) {
                errors.duplicate(trail.withIndexes(), shown(sequence, item));
            }
            check(sequence.items(), item, old.get(identity));
            trail.leave();
        }
        return true;
    }

    private static Object identity(Sequence sequence, JsonNode item) {
        List<String> keys = sequence.rules().uniqueKeys();
        return keys.isEmpty() ? item : keys.stream().map(item::path).toList();
    }

    private static JsonNode shown(Sequence sequence, JsonNode item) {
        List<String> keys = sequence.rules().uniqueKeys();
        return keys.isEmpty() || !(item instanceof ObjectNode object) ? item : object.deepCopy().retain(keys);
    }

    private boolean isScalar(Scalar scalar, JsonNode value) {
        boolean right = switch (scalar.type()) {
            case STRING, QUANTITY, TIME, MICRO_TIME, BYTES -> value.isString();
            case BOOLEAN -> value.isBoolean();
            case INT32 -> value.isIntegralNumber() && value.canConvertToInt();
            case INT64 -> value.isIntegralNumber() && value.canConvertToLong();
            case NUMBER -> value.isNumber();
            case INT_OR_STRING -> value.isString() || value.isIntegralNumber();
        };
        return isType(right, scalar.goType(), value);
    }

    private boolean isType(boolean right, String expected, JsonNode value) {
        if (!right) {
            String found = typeOf(value);
            String path = trail.withIndexes();
            errors.add("FieldValueTypeInvalid", path, "Invalid value: \"" + found + "\": " + path + " in body must be of type " + expected
                    + ": \"" + found + "\"");
        }
        return right;
    }

    /** @return the type of a value in the words of JSON schema */
    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
        };
    }
}
