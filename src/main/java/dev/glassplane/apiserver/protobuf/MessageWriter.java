package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From JSON to the message that Go would write for the same struct. Fields that the message type does not know are left out. */
final class MessageWriter {

    private MessageWriter() {}

    static DynamicMessage message(Descriptor type, ObjectNode object) {
        DynamicMessage.Builder out = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (GoFields.isInline(field)) {
                out.setField(field, message(field.getMessageType(), object));
                continue;
            }
            JsonNode value = object.get(GoFields.jsonName(field));
            if (value == null || value.isNull()) {
                continue;
            }
            if (field.isMapField()) {
                value.properties().forEach(each -> out.addRepeatedField(field, entry(field, each.getKey(), each.getValue())));
            } else if (field.isRepeated()) {
                value.forEach(item -> out.addRepeatedField(field, single(field, item)));
            } else {
                out.setField(field, single(field, value));
            }
        }
        return out.build();
    }

    private static DynamicMessage entry(FieldDescriptor map, String key, JsonNode value) {
        Descriptor type = map.getMessageType();
        return DynamicMessage.newBuilder(type).setField(type.findFieldByNumber(1), key)
                .setField(type.findFieldByNumber(2), single(type.findFieldByNumber(2), value)).build();
    }

    private static Object single(FieldDescriptor field, JsonNode value) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            Wrapped wrapped = Wrapped.of(field.getMessageType());
            return wrapped == null ? message(field.getMessageType(), (ObjectNode) value) : wrapped.encode(field.getMessageType(), value);
        }
        return switch (field.getJavaType()) {
            case STRING -> value.asString();
            case BOOLEAN -> value.booleanValue();
            case INT -> value.intValue();
            case LONG -> value.longValue();
            case DOUBLE -> value.doubleValue();
            case FLOAT -> value.floatValue();
            case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(value.asString()));
            case ENUM, MESSAGE -> throw new IllegalStateException("not reached: Kubernetes has no enums, and messages are above: " + field);
        };
    }
}
