package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** From a message to the JSON that Go would write for the same struct. */
final class MessageReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessageReader() {}

    static ObjectNode object(Message message) {
        ObjectNode out = NODES.objectNode();
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                map(out, field, (List<?>) value);
            } else if (field.isRepeated()) {
                ArrayNode list = NODES.arrayNode();
                ((List<?>) value).forEach(item -> list.add(item(field, item)));
                out.set(GoFields.jsonName(field), list);
            } else if (field.getJavaType() == JavaType.MESSAGE) {
                message(out, field, (Message) value);
            } else if (GoFields.zeroIsAValue(field) || !isZero(value)) {
                out.set(GoFields.jsonName(field), scalar(field, value));
            }
        });
        return out;
    }

    private static void message(ObjectNode out, FieldDescriptor field, Message value) {
        Wrapped wrapped = Wrapped.of(field.getMessageType());
        if (wrapped != null) {
            JsonNode single = wrapped.decode(value);
            if (single != null) {
                out.set(GoFields.jsonName(field), single);
            }
        } else if (GoFields.isInline(field)) {
            out.setAll(object(value));
        } else {
            out.set(GoFields.jsonName(field), object(value));
        }
    }

    private static void map(ObjectNode out, FieldDescriptor field, List<?> entries) {
        FieldDescriptor keys = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor values = field.getMessageType().findFieldByNumber(2);
        ObjectNode map = out.putObject(GoFields.jsonName(field));
        entries.forEach(each -> {
            Message entry = (Message) each;
            map.set((String) entry.getField(keys), item(values, entry.getField(values)));
        });
    }

    private static JsonNode item(FieldDescriptor field, Object value) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            return scalar(field, value);
        }
        Wrapped wrapped = Wrapped.of(field.getMessageType());
        JsonNode single = wrapped == null ? object((Message) value) : wrapped.decode((Message) value);
        return single == null ? NODES.nullNode() : single;
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Boolean flag -> !flag;
            case Number number -> number.doubleValue() == 0;
            case ByteString bytes -> bytes.isEmpty();
            default -> false;
        };
    }

    private static JsonNode scalar(FieldDescriptor field, Object value) {
        return switch (value) {
            case String text -> NODES.stringNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> number == number.intValue() ? NODES.numberNode(number.intValue()) : NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case ByteString bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            default -> throw new IllegalStateException("no JSON for " + field.getFullName() + " of " + value.getClass());
        };
    }
}
