package dev.glassplane.registry.schema;

import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.FieldErrors;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Checks a value of the right type against {@link Rules}; texts as {@code kube-openapi: pkg/validation/validate} gives them. */
final class RuleChecks {

    private final Trail trail;
    private final FieldErrors errors;

    /** @param trail where the walk stands */
    RuleChecks(Trail trail, FieldErrors errors) {
        this.trail = trail;
        this.errors = errors;
    }

    /** Checks everything but required fields and unique items, which belong to the walk. */
    void check(Rules rules, JsonNode value) {
        if (rules == Rules.NONE) {
            return;
        }
        if (!rules.allowed().isEmpty() && !rules.allowed().contains(value)) {
            errors.notSupported(trail.withIndexes(), value, rules.allowed().stream().map(JsonNode::asString).toList());
        }
        if (value.isString()) {
            text(rules, value.stringValue());
        } else if (value.isNumber()) {
            number(rules.bounds(), value);
        } else if (value.isContainer()) {
            size(rules, value);
        }
        if (rules.combination() != Fragment.Combination.NONE) {
            combination(rules.combination(), value);
        }
    }

    /** Reports required fields that are not there. */
    void required(Rules rules, JsonNode value) {
        for (String name : rules.required()) {
            if (!value.has(name)) {
                trail.enter(name);
                errors.required(trail.withIndexes(), "");
                trail.leave();
            }
        }
    }

    private void text(Rules rules, String value) {
        int length = value.codePointCount(0, value.length());
        if (length < rules.lengthMin()) {
            invalid(value, "should be at least " + rules.lengthMin() + " chars long");
        }
        if (length > rules.lengthMax()) {
            errors.tooLong(trail.withIndexes(), rules.lengthMax());
        }
        rules.pattern().filter(pattern -> !pattern.matcher(value).find())
                .ifPresent(pattern -> invalid(value, "should match '" + pattern + "'"));
        if (!Formats.matches(rules.format(), value)) {
            invalid(value, "must be of type " + rules.format() + ": " + FieldErrors.quoted(value));
        }
    }

    private void number(Bounds bounds, JsonNode value) {
        double number = value.asDouble();
        bounds.minimum().filter(minimum -> bounds.above() ? number <= minimum : number < minimum)
                .ifPresent(minimum -> invalid(value, "should be greater than " + (bounds.above() ? "" : "or equal to ") + plain(minimum)));
        bounds.maximum().filter(maximum -> bounds.below() ? number >= maximum : number > maximum)
                .ifPresent(maximum -> invalid(value, "should be less than " + (bounds.below() ? "" : "or equal to ") + plain(maximum)));
        bounds.multipleOf().filter(factor -> value.decimalValue().remainder(BigDecimal.valueOf(factor)).signum() != 0)
                .ifPresent(factor -> invalid(value, "should be a multiple of " + plain(factor)));
    }

    private void size(Rules rules, JsonNode value) {
        String what = value.isArray() ? "items" : "properties";
        if (value.size() < rules.lengthMin()) {
            invalid(value.size(), "should have at least " + rules.lengthMin() + " " + what);
        }
        if (value.size() > rules.lengthMax()) {
            errors.tooMany(trail.withIndexes(), value.size(), rules.lengthMax());
        }
    }

    private void combination(Fragment.Combination combination, JsonNode value) {
        if (!combination.anyOf().isEmpty()) {
            List<FieldErrors> tried = combination.anyOf().stream().map(each -> tried(each, value)).toList();
            if (tried.stream().noneMatch(FieldErrors::isEmpty)) {
                composed("must validate at least one schema (anyOf)");
                best(tried);
            }
        }
        if (!combination.oneOf().isEmpty()) {
            List<FieldErrors> tried = combination.oneOf().stream().map(each -> tried(each, value)).toList();
            long valid = tried.stream().filter(FieldErrors::isEmpty).count();
            if (valid == 0) {
                composed("must validate one and only one schema (oneOf). Found none valid");
                best(tried);
            } else if (valid > 1) {
                composed("must validate one and only one schema (oneOf). Found " + valid + " valid alternatives");
            }
        }
        if (!combination.allOf().isEmpty()) {
            List<FieldErrors> failed = combination.allOf().stream().map(each -> tried(each, value)).filter(each -> !each.isEmpty()).toList();
            if (!failed.isEmpty()) {
                composed("must validate all the schemas (allOf)" + (failed.size() == combination.allOf().size() ? ". None validated" : ""));
            }
            failed.forEach(this::merge);
        }
        combination.not().filter(not -> tried(not, value).isEmpty()).ifPresent(_ -> composed("must not validate the schema (not)"));
    }

    private FieldErrors tried(Fragment fragment, JsonNode value) {
        FieldErrors found = new FieldErrors();
        new RuleChecks(trail, found).fragment(fragment, value);
        return found;
    }

    private void fragment(Fragment fragment, JsonNode value) {
        if (!fragment.type().isEmpty() && !isType(fragment.type(), value)) {
            String path = trail.withIndexes();
            errors.add("FieldValueTypeInvalid", path, "Invalid value: " + FieldErrors.quoted(DefinitionChecks.typeOf(value)) + ": " + path
                    + " in body must be of type " + fragment.type() + ": " + FieldErrors.quoted(DefinitionChecks.typeOf(value)));
            return;
        }
        check(fragment.rules(), value);
        if (value.isObject()) {
            required(fragment.rules(), value);
            for (Map.Entry<String, JsonNode> each : value.properties()) {
                Fragment inner = fragment.properties().getOrDefault(each.getKey(), fragment.values().orElse(null));
                if (inner != null) {
                    trail.enter(each.getKey());
                    fragment(inner, each.getValue());
                    trail.leave();
                }
            }
        } else if (value.isArray() && fragment.items().isPresent()) {
            for (int index = 0; index < value.size(); index++) {
                trail.enter(index);
                fragment(fragment.items().get(), value.get(index));
                trail.leave();
            }
        }
    }

    private static boolean isType(String type, JsonNode value) {
        String found = DefinitionChecks.typeOf(value);
        return found.equals(type) || type.equals("number") && found.equals("integer");
    }

    /** The alternative that came nearest tells what it lacked. */
    private void best(List<FieldErrors> tried) {
        tried.stream().min(java.util.Comparator.comparingInt(each -> each.causes().size())).ifPresent(this::merge);
    }

    private void merge(FieldErrors others) {
        for (Cause cause : others.causes()) {
            errors.add(cause.reason(), cause.field(), cause.message());
        }
    }

    private void composed(String what) {
        String path = trail.withIndexes();
        errors.invalid(path.isEmpty() ? "<nil>" : path, "", FieldErrors.quoted(path) + " " + what);
    }

    private void invalid(Object value, String what) {
        String path = trail.withIndexes();
        errors.invalid(path, value, path + " in body " + what);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
