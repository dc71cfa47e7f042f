package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.Runtime;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of {@code application/vnd.kubernetes.protobuf}: four bytes {@code k8s\0}, then a {@code runtime.Unknown} that names the kind and
 * holds the message. Source: {@code apimachinery: pkg/runtime/serializer/protobuf/protobuf.go}.
 */
public final class Protobuf {

    /** The media type. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";
    private static final byte[] PREFIX = {'k', '8', 's', 0};
    private static final Descriptor UNKNOWN = Runtime.getDescriptor().findMessageTypeByName("Unknown");
    private static final FieldDescriptor TYPE_META = UNKNOWN.findFieldByName("typeMeta");
    private static final FieldDescriptor API_VERSION = TYPE_META.getMessageType().findFieldByName("apiVersion");
    private static final FieldDescriptor KIND = TYPE_META.getMessageType().findFieldByName("kind");
    private static final FieldDescriptor RAW = UNKNOWN.findFieldByName("raw");

    private Protobuf() {}

    /** A body that is not what it says. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param body  the whole body
     * @return the object, {@code apiVersion} and {@code kind} included
     * @throws MalformedException if the body is no such message, or its kind has no protobuf form
     */
    public static ObjectNode decode(byte[] body) throws MalformedException {
        if (body.length < PREFIX.length || !Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw new MalformedException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            // Generated classes of messages are older than the runtime, which warns of them; their descriptors are all that is needed.
            DynamicMessage unknown = DynamicMessage.parseFrom(UNKNOWN, ByteString.copyFrom(body, PREFIX.length, body.length - PREFIX.length));
            DynamicMessage typeMeta = (DynamicMessage) unknown.getField(TYPE_META);
            String apiVersion = (String) typeMeta.getField(API_VERSION);
            String kind = (String) typeMeta.getField(KIND);
            Descriptor type = MessageTypes.of(apiVersion, kind).orElseThrow(() -> new MalformedException(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\" in protobuf (limit: protobuf)"));
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
            object.setAll(MessageReader.object(DynamicMessage.parseFrom(type, (ByteString) unknown.getField(RAW))));
            return object;
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("proto: " + e.getMessage());
        }
    }

    /** @return whether objects of the kind, or lists of them, can be written in protobuf */
    public static boolean has(String apiVersion, String kind) {
        return MessageTypes.of(apiVersion, kind).isPresent();
    }

    /**
     * @param object with {@code apiVersion} and {@code kind}
     * @return the whole body; empty if the kind has no protobuf form
     */
    public static Optional<byte[]> encode(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        String kind = object.path("kind").asString("");
        return MessageTypes.of(apiVersion, kind).map(type -> {
            DynamicMessage typeMeta = DynamicMessage.newBuilder(TYPE_META.getMessageType()).setField(API_VERSION, apiVersion)
                    .setField(KIND, kind).build();
            DynamicMessage unknown = DynamicMessage.newBuilder(UNKNOWN).setField(TYPE_META, typeMeta)
                    .setField(RAW, MessageWriter.message(type, object).toByteString()).build();
            byte[] out = new byte[PREFIX.length + unknown.getSerializedSize()];
            System.arraycopy(PREFIX, 0, out, 0, PREFIX.length);
            byte[] rest = unknown.toByteArray();
            System.arraycopy(rest, 0, out, PREFIX.length, rest.length);
            return out;
        });
    }

    /**
     * @param type   ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
     * @param object a whole body
     * @return a {@code meta.v1.WatchEvent}, without prefix
     */
    public static byte[] watchEvent(String type, byte[] object) {
        Descriptor event = MessageTypes.of("v1", "WatchEvent").orElseThrow();
        FieldDescriptor field = event.findFieldByName("object");
        DynamicMessage raw = DynamicMessage.newBuilder(field.getMessageType())
                .setField(field.getMessageType().findFieldByName("raw"), ByteString.copyFrom(object)).build();
        return DynamicMessage.newBuilder(event).setField(event.findFieldByName("type"), type).setField(field, raw).build().toByteArray();
    }
}
