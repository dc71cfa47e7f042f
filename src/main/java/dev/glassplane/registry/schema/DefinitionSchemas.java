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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
            "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-embedded-resource");

    /** Demands that are left to whoever writes the objects. */
    private static final Set<String> UNCHECKED = Set.of("x-kubernetes-validations", "anyOf", "oneOf", "allOf", "not", "multipleOf",
            "exclusiveMinimum", "exclusiveMaximum", "uniqueItems");

    private final Consumer<String> unchecked;

    /** @param unchecked gets keywords that are understood but not checked; may throw to refuse them */
    DefinitionSchemas(Consumer<String> unchecked) {
        this.unchecked = unchecked;
    }

    /**
     * @param json  a schema
     * @param where for errors, for example {@code spec.ports[]}
     * @throws IllegalStateException for a keyword or type that is not understood
     */
    Schema parse(JsonNode json, String where) {
        for (Map.Entry<String, JsonNode> keyword : json.properties()) {
            if (UNCHECKED.contains(keyword.getKey())) {
                unchecked.accept(keyword.getKey());
            } else if (!KEYWORDS.contains(keyword.getKey())) {
                throw new IllegalStateException("the schema of " + where + " uses " + keyword.getKey() + ", which is not understood");
            }
        }
        Rules rules = rules(json);
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

    private static Rules rules(JsonNode json) {
        String listType = json.path("x-kubernetes-list-type").asString("");
        Optional<Pattern> pattern = json.has("pattern") ? Optional.of(Pattern.compile(json.get("pattern").asString())) : Optional.empty();
        return new Rules(new LinkedHashSet<>(texts(json.path("required"))), List.copyOf(json.path("enum").valueStream().toList()), pattern,
                json.path("format").asString(""), number(json, "minimum"), number(json, "maximum"),
                firstOf(json, 0, "minLength", "minItems", "minProperties"),
                firstOf(json, Integer.MAX_VALUE, "maxLength", "maxItems", "maxProperties"), json.path("nullable").asBoolean(false),
                listType.equals("set") || listType.equals("map"), texts(json.path("x-kubernetes-list-map-keys")),
                Optional.ofNullable(json.get("default")));
    }

    private static Optional<Double> number(JsonNode json, String keyword) {
        return json.has(keyword) ? Optional.of(json.get(keyword).asDouble()) : Optional.empty();
    }

    private static int firstOf(JsonNode json, int otherwise, String... keywords) {
        for (String keyword : keywords) {
            if (json.has(keyword)) {
                return json.get(keyword).asInt();
            }
        }
        return otherwise;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
