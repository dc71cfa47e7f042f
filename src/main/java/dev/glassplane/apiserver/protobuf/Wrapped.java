package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.glassplane.apiserver.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Messages that are single values in JSON: times, quantities, numbers or text, free JSON. */
enum Wrapped {
    TIME, MICRO_TIME, QUANTITY, INT_OR_STRING, FREE_JSON, STRINGS;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Map<String, Wrapped> TYPES = Map.of("Time", TIME, "MicroTime", MICRO_TIME, "Quantity", QUANTITY,
            "IntOrString", INT_OR_STRING, "RawExtension", FREE_JSON, "FieldsV1", FREE_JSON, "ExtraValue", STRINGS, "Verbs", STRINGS);

    /** @return how messages of the type are written in JSON; null if as objects */
    static Wrapped of(Descriptor type) {
        return TYPES.get(type.getName());
    }

    /** @return the value; null if the message means that there is none */
    JsonNode decode(Message message) {
        return switch (this) {
            case TIME, MICRO_TIME -> time(message);
            case QUANTITY -> NODES.stringNode((String) get(message, "string"));
            case INT_OR_STRING -> ((Number) get(message, "type")).intValue() == 0
                    ? NODES.numberNode(((Number) get(message, "intVal")).intValue()) : NODES.stringNode((String) get(message, "strVal"));
            case FREE_JSON -> {
                byte[] raw = ((ByteString) message.getField(raw(message.getDescriptorForType()))).toByteArray();
                yield raw.length == 0 ? null : Json.MAPPER.readTree(raw);
            }
            case STRINGS -> {
                var list = NODES.arrayNode();
                ((java.util.List<?>) get(message, "items")).forEach(item -> list.add((String) item));
                yield list;
            }
        };
    }

    private JsonNode time(Message message) {
        FieldDescriptor seconds = message.getDescriptorForType().findFieldByName("seconds");
        if (!message.hasField(seconds)) {
            return null;
        }
        Instant at = Instant.ofEpochSecond((Long) message.getField(seconds), ((Number) get(message, "nanos")).longValue());
        return NODES.stringNode(this == TIME ? at.truncatedTo(ChronoUnit.SECONDS).toString() : MICRO.format(at));
    }

    /** @return the message of a value */
    DynamicMessage encode(Descriptor type, JsonNode value) {
        DynamicMessage.Builder out = DynamicMessage.newBuilder(type);
        switch (this) {
            case TIME, MICRO_TIME -> {
                Instant at = OffsetDateTime.parse(value.asString()).toInstant();
                set(out, "seconds", at.getEpochSecond());
                set(out, "nanos", at.getNano());
            }
            case QUANTITY -> set(out, "string", value.asString());
            case INT_OR_STRING -> {
                set(out, "type", value.isNumber() ? 0L : 1L);
                set(out, "intVal", value.isNumber() ? value.intValue() : 0);
                set(out, "strVal", value.isNumber() ? "" : value.asString());
            }
            case FREE_JSON -> out.setField(raw(type), ByteString.copyFrom(Json.bytes(value)));
            case STRINGS -> value.forEach(item -> out.addRepeatedField(type.findFieldByName("items"), item.asString()));
        }
        return out.build();
    }

    /** {@code raw} of RawExtension is {@code Raw} in FieldsV1. */
    private static FieldDescriptor raw(Descriptor type) {
        FieldDescriptor raw = type.findFieldByName("raw");
        return raw == null ? type.findFieldByName("Raw") : raw;
    }

    private static Object get(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static void set(DynamicMessage.Builder out, String name, Object value) {
        FieldDescriptor field = out.getDescriptorForType().findFieldByName(name);
        out.setField(field, switch (field.getJavaType()) {
            case INT -> ((Number) value).intValue();
            case LONG -> ((Number) value).longValue();
            case STRING, BOOLEAN, BYTE_STRING, DOUBLE, FLOAT, ENUM, MESSAGE -> value;
        });
    }
}
