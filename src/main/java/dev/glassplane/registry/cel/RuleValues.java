package dev.glassplane.registry.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Values of an object as CEL's runtime takes them: maps, lists, longs, texts, times. */
final class RuleValues {

    private RuleValues() {}

    /** @param wrapped whether the object has apiVersion, kind and metadata */
    static Object of(Schema schema, JsonNode value, boolean wrapped) {
        if (value.isNull()) {
            return NullValue.NULL_VALUE;
        }
        return switch (schema) {
            case Struct struct -> struct(struct, value, wrapped || struct.rules().embedded());
            case Dictionary dictionary -> {
                Map<String, Object> out = new LinkedHashMap<>();
                value.properties().forEach(each -> out.put(each.getKey(), of(dictionary.values(), each.getValue(), false)));
                yield out;
            }
            case Sequence sequence -> {
                List<Object> out = new ArrayList<>(value.size());
                value.forEach(item -> out.add(of(sequence.items(), item, false)));
                yield out;
            }
            case Scalar scalar -> scalar(scalar, value);
            case Schema.Anything _ -> free(value);
        };
    }

    private static Map<String, Object> struct(Struct struct, JsonNode value, boolean wrapped) {
        Map<String, Object> out = new LinkedHashMap<>();
        struct.fields().forEach((name, field) -> {
            JsonNode inner = value.get(name);
            if (inner != null && !(wrapped && name.equals("metadata"))) {
                Identifiers.escaped(name).ifPresent(word -> out.put(word, of(field.schema(), inner, false)));
            }
        });
        if (wrapped) {
            for (String name : List.of("apiVersion", "kind")) {
                out.put(name, value.path(name).asString(""));
            }
            Map<String, Object> metadata = new LinkedHashMap<>();
            for (String name : List.of("name", "generateName")) {
                if (value.path("metadata").path(name).isString()) {
                    metadata.put(name, value.path("metadata").path(name).stringValue());
                }
            }
            out.put("metadata", metadata);
        }
        return out;
    }

    private static Object scalar(Scalar scalar, JsonNode value) {
        if (value.isNumber()) {
            return switch (scalar.type()) {
                case NUMBER -> value.asDouble();
                default -> value.isIntegralNumber() ? (Object) value.longValue() : value.asDouble();
            };
        }
        if (!value.isString()) {
            return free(value);
        }
        String text = value.stringValue();
        try {
            return switch (scalar.rules().format()) {
                case "date-time", "datetime" -> OffsetDateTime.parse(text).toInstant();
                case "date" -> (Instant) LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> GoDurations.parse(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException _) {
            return text; // the check of the format says what is wrong
        }
    }

    private static Object free(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> {
                Map<String, Object> out = new LinkedHashMap<>();
                value.properties().forEach(each -> out.put(each.getKey(), free(each.getValue())));
                yield out;
            }
            case ARRAY -> value.valueStream().map(RuleValues::free).toList();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.longValue() : value.asDouble();
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case STRING, BINARY -> value.asString();
        };
    }
}
