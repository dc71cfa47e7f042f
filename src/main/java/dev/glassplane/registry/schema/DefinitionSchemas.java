package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.PatchRule;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.ScalarType;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the structural schema of a definition file ({@code openAPIV3Schema}). A keyword that is not understood is an error: a demand that
 * is not checked would be a lie.
 */
final class DefinitionSchemas {

    private static final String NUMBER = "number";
    private static final Set<String> KEYWORDS = Set.of("type", "description", "properties", "additionalProperties", "items", "required", "enum",
            "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
            "nullable", "default", "example", "title", "externalDocs", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string",
            "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-embedded-resource",
            "x-kubernetes-validations", "anyOf", "oneOf", "allOf", "not", "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems",
            "id", "$schema");

    /**
     * @param json  a schema
     * @param where for errors, for example {@code spec.ports[]}
     * @throws IllegalStateException for a keyword or type that is not understood
     */
    Schema parse(JsonNode json, String where) {
        for (Map.Entry<String, JsonNode> keyword : json.properties()) {
            if (!KEYWORDS.contains(keyword.getKey())) {
                throw new IllegalStateException("the schema of " + where + " uses " + keyword.getKey() + ", which is not understood");
            }
        }
        Rules rules = RuleReader.rules(json, where);
        if (json.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return new Scalar(ScalarType.INT_OR_STRING, "integer or string", rules);
        }
        String type = json.path("type").asString("");
        return switch (type) {
            case "object" -> object(json, where, rules);
            case "array" -> sequence(json, where, rules);
            case "string" -> new Scalar(ScalarType.STRING, type, rules);
            case "boolean" -> new Scalar(ScalarType.BOOLEAN, type, rules);
            case "integer" -> new Scalar(json.path("format").asString("").equals("int32") ? ScalarType.INT32 : ScalarType.INT64, type, rules);
            case NUMBER -> new Scalar(ScalarType.NUMBER, type, rules);
            case "" -> anything(json, where, rules);
            default -> throw new IllegalStateException("the schema of " + where + " has the unknown type " + type);
        };
    }

    private static Schema anything(JsonNode json, String where, Rules rules) {
        if (!json.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)) {
            throw new IllegalStateException("the schema of " + where + " has no type");
        }
        return new Anything(rules);
    }

    private Schema object(JsonNode json, String where, Rules rules) {
        JsonNode values = json.path("additionalProperties");
        if (values.isBoolean() && values.booleanValue()) {
            return new Dictionary(new Anything(Rules.NONE), isAtomic(json), rules);
        }
        if (values.isObject()) {
            return new Dictionary(parse(values, where + ".*"), isAtomic(json), rules);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("properties").properties()) {
            Schema schema = parse(each.getValue(), where.isEmpty() ? each.getKey() : where + "." + each.getKey());
            List<String> keys = texts(each.getValue().path("x-kubernetes-list-map-keys"));
            fields.put(each.getKey(), new Field(schema, new PatchRule("", false, false, keys), false));
        }
        return new Struct("", where, fields, json.path("x-kubernetes-preserve-unknown-fields").asBoolean(false),
                isAtomic(json), rules);
    }

    private static boolean isAtomic(JsonNode json) {
        return json.path("x-kubernetes-map-type").asString("").equals("atomic");
    }

    private Sequence sequence(JsonNode json, String where, Rules rules) {
        Schema items = parse(json.path("items"), where + "[]");
        ListType type = switch (json.path("x-kubernetes-list-type").asString("atomic")) {
            case "set" -> new ListType.SetOf();
            case "map" -> new ListType.MapBy(texts(json.path("x-kubernetes-list-map-keys")), keyDefaults(json));
            case "atomic" -> ListType.ATOMIC;
            default -> throw new IllegalStateException("the schema of " + where + " has the x-kubernetes-list-type "
                    + json.get("x-kubernetes-list-type") + ", expected atomic, set or map");
        };
        return new Sequence(items, type, rules);
    }

    private static Map<String, JsonNode> keyDefaults(JsonNode list) {
        Map<String, JsonNode> defaults = new LinkedHashMap<>();
        JsonNode fields = list.path("items").path("properties");
        texts(list.path("x-kubernetes-list-map-keys")).stream().filter(key -> fields.path(key).has("default"))
                .forEach(key -> defaults.put(key, fields.path(key).get("default")));
        return defaults;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
