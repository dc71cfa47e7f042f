package dev.glassplane.registry.schema;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Checks an object against a definition file's schema. Texts as {@code kube-openapi: pkg/validation} gives them through
 * {@code apiextensions-apiserver: pkg/apiserver/validation/validation.go}.
 */
final class DefinitionChecks {

    private final Trail trail = new Trail();
    private final FieldErrors errors;

    DefinitionChecks(FieldErrors errors) {
        this.errors = errors;
    }

    /** Checks a value where the trail stands. */
    void check(Schema schema, JsonNode value) {
        if (value.isNull() && schema.rules().nullable()) {
            return;
        }
        boolean typed = switch (schema) {
            case Struct struct -> isType(value.isObject(), "object", value) && struct(struct, value);
            case Dictionary dictionary -> isType(value.isObject(), "object", value) && dictionary(dictionary, value);
            case Sequence sequence -> isType(value.isArray(), "array", value) && sequence(sequence, value);
            case Scalar scalar -> isScalar(scalar, value);
            case Anything _ -> true;
        };
        if (typed) {
            rules(schema.rules(), value);
        }
    }

    private boolean struct(Struct struct, JsonNode value) {
        for (String name : struct.rules().required()) {
            if (!value.has(name)) {
                trail.enter(name);
                errors.required(trail.withIndexes(), "");
                trail.leave();
            }
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            Field field = struct.fields().get(each.getKey());
            if (field != null) {
                trail.enter(each.getKey());
                check(field.schema(), each.getValue());
                trail.leave();
            }
        }
        return true;
    }

    private boolean dictionary(Dictionary dictionary, JsonNode value) {
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            trail.enter(each.getKey());
            check(dictionary.values(), each.getValue());
            trail.leave();
        }
        return true;
    }

    private boolean sequence(Sequence sequence, JsonNode value) {
        Set<Object> seen = new HashSet<>();
        for (int index = 0; index < value.size(); index++) {
            JsonNode item = value.get(index);
            trail.enter(index);
            if (sequence.rules().unique()) {
                List<String> keys = sequence.rules().uniqueKeys();
                Object identity = keys.isEmpty() ? item : keys.stream().map(item::path).toList();
                if (!seen.add(identity)) {
                    errors.duplicate(trail.withIndexes(), item);
                }
            }
            check(sequence.items(), item);
            trail.leave();
        }
        return true;
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
            String found = switch (value.getNodeType()) {
                case ARRAY -> "array";
                case BOOLEAN -> "boolean";
                case NULL, MISSING -> "null";
                case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
                case OBJECT, POJO -> "object";
                case STRING, BINARY -> "string";
            };
            String path = trail.withIndexes();
            errors.add("FieldValueTypeInvalid", path, "Invalid value: \"" + found + "\": " + path + " in body must be of type " + expected
                    + ": \"" + found + "\"");
        }
        return right;
    }

    private void rules(Rules rules, JsonNode value) {
        if (rules == Rules.NONE) {
            return;
        }
        if (!rules.allowed().isEmpty() && !rules.allowed().contains(value)) {
            errors.notSupported(trail.withIndexes(), value, rules.allowed().stream().map(JsonNode::asString).toList());
        }
        if (value.isString()) {
            text(rules, value.stringValue());
        } else if (value.isNumber()) {
            number(rules, value);
        } else if (value.isContainer()) {
            size(rules, value);
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
        if (!hasFormat(rules.format(), value)) {
            invalid(value, "must be of type " + rules.format() + ": " + FieldErrors.quoted(value));
        }
    }

    private static boolean hasFormat(String format, String value) {
        return switch (format) {
            case "ipv4" -> Ip.tryParse(value).filter(ip -> ip.family() == Family.IPV4).isPresent();
            case "ipv6" -> Ip.tryParse(value).filter(ip -> ip.family() == Family.IPV6).isPresent();
            case "cidr" -> value.indexOf('/') > 0 && Cidr.tryParse(value).isPresent();
            case "date-time" -> isTime(value);
            default -> true;
        };
    }

    private static boolean isTime(String value) {
        try {
            return OffsetDateTime.parse(value) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private void number(Rules rules, JsonNode value) {
        rules.minimum().filter(minimum -> value.asDouble() < minimum)
                .ifPresent(minimum -> invalid(value, "should be greater than or equal to " + plain(minimum)));
        rules.maximum().filter(maximum -> value.asDouble() > maximum)
                .ifPresent(maximum -> invalid(value, "should be less than or equal to " + plain(maximum)));
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

    private void invalid(Object value, String what) {
        String path = trail.withIndexes();
        errors.invalid(path, value, path + " in body " + what);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
