package dev.glassplane.registry.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Reads what a schema demands of a value beyond its type. */
final class RuleReader {

    private static final String VALIDATIONS = "x-kubernetes-validations";

    private RuleReader() {}

    /** @throws IllegalStateException for a demand that cannot be met */
    static Rules rules(JsonNode json, String where) {
        if (json.path("uniqueItems").asBoolean(false)) {
            throw new IllegalStateException("the schema of " + where + " sets uniqueItems: uniqueItems cannot be set to true since the runtime "
                    + "complexity becomes quadratic");
        }
        String listType = json.path("x-kubernetes-list-type").asString("");
        return new Rules(new LinkedHashSet<>(texts(json.path("required"))), List.copyOf(json.path("enum").valueStream().toList()),
                pattern(json, where), json.path("format").asString(""), bounds(json),
                firstOf(json, 0, "minLength", "minItems", "minProperties"),
                firstOf(json, Integer.MAX_VALUE, "maxLength", "maxItems", "maxProperties"), json.path("nullable").asBoolean(false),
                listType.equals("set") || listType.equals("map"), texts(json.path("x-kubernetes-list-map-keys")),
                Optional.ofNullable(json.get("default")), json.path("x-kubernetes-embedded-resource").asBoolean(false),
                combination(json, where), validations(json));
    }

    private static Optional<Pattern> pattern(JsonNode json, String where) {
        try {
            return json.has("pattern") ? Optional.of(Pattern.compile(json.get("pattern").asString())) : Optional.empty();
        } catch (PatternSyntaxException e) {
            throw new IllegalStateException("the schema of " + where + " has the pattern " + json.get("pattern") + ", which is no regular expression: "
                    + e.getDescription(), e);
        }
    }

    private static Bounds bounds(JsonNode json) {
        return new Bounds(number(json, "minimum"), json.path("exclusiveMinimum").asBoolean(false), number(json, "maximum"),
                json.path("exclusiveMaximum").asBoolean(false), number(json, "multipleOf"));
    }

    private static Fragment.Combination combination(JsonNode json, String where) {
        if (!json.has("allOf") && !json.has("anyOf") && !json.has("oneOf") && !json.has("not")) {
            return Fragment.Combination.NONE;
        }
        return new Fragment.Combination(fragments(json.path("allOf"), where), fragments(json.path("anyOf"), where),
                fragments(json.path("oneOf"), where), json.has("not") ? Optional.of(fragment(json.get("not"), where)) : Optional.empty());
    }

    private static List<Fragment> fragments(JsonNode array, String where) {
        return array.valueStream().map(each -> fragment(each, where)).toList();
    }

    private static Fragment fragment(JsonNode json, String where) {
        Map<String, Fragment> properties = new LinkedHashMap<>();
        json.path("properties").properties().forEach(each -> properties.put(each.getKey(), fragment(each.getValue(), where + "." + each.getKey())));
        return new Fragment(json.path("type").asString(""), rules(json, where), properties, inner(json, "items", where),
                inner(json, "additionalProperties", where));
    }

    private static Optional<Fragment> inner(JsonNode json, String keyword, String where) {
        return json.path(keyword).isObject() ? Optional.of(fragment(json.get(keyword), where)) : Optional.empty();
    }

    /** Rules of the value itself, and those of its {@code allOf}, which hold as well. */
    private static List<ValidationRule> validations(JsonNode json) {
        if (!json.has(VALIDATIONS) && !json.has("allOf")) {
            return List.of();
        }
        List<ValidationRule> rules = new ArrayList<>(json.path(VALIDATIONS).valueStream().map(each -> new ValidationRule(
                each.path("rule").asString(""), each.path("message").asString(""), each.path("messageExpression").asString(""),
                each.path("reason").asString(""), each.path("fieldPath").asString(""),
                each.has("optionalOldSelf") ? Optional.of(each.get("optionalOldSelf").asBoolean(false)) : Optional.empty())).toList());
        json.path("allOf").forEach(each -> rules.addAll(validations(each)));
        return List.copyOf(rules);
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
