package dev.glassplane.apiserver.openapi;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * OpenAPI 2.0 in the protobuf form that kubectl up to 1.28 asks for. Field numbers: {@code google/gnostic: openapiv2/OpenAPIv2.proto}. What
 * clients do not look at (responses, limits, examples) is left out.
 */
final class SwaggerProtobuf {

    /** The answer's type. Clients ask for it with an {@code @}, too, which is no legal type to answer with. */
    static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static final Map<String, Integer> METHODS = Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);
    private static final int PATH_ITEM_LIST = 2;

    private SwaggerProtobuf() {}

    static byte[] encode(JsonNode document) {
        Message paths = new Message();
        document.path("paths").properties().forEach(each -> paths.add(PATH_ITEM_LIST, named(each.getKey(), pathItem(each.getValue()))));
        Message definitions = new Message();
        document.path("definitions").properties().forEach(each -> definitions.add(1, named(each.getKey(), schema(each.getValue()))));
        return new Message().text(1, document.path("swagger"))
                .add(2, new Message().text(1, document.path("info").path("title")).text(2, document.path("info").path("version")))
                .add(8, paths).add(9, definitions).bytes();
    }

    private static Message pathItem(JsonNode item) {
        Message out = new Message();
        item.properties().forEach(each -> out.add(METHODS.get(each.getKey()), operation(each.getValue())));
        return out;
    }

    private static Message operation(JsonNode operation) {
        Message out = new Message().text(5, operation.path("operationId"));
        for (JsonNode each : operation.path("parameters")) {
            Message parameter = new Message();
            if (each.path("in").asString("").equals("body")) {
                parameter.add(1, new Message().text(2, each.path("name")).text(3, each.path("in")).flag(4, true)
                        .add(5, schema(each.path("schema"))));
            } else {
                boolean query = each.path("in").asString("").equals("query");
                // The schema of a query parameter has one field more before its type than that of a path parameter.
                Message schema = new Message().flag(1, each.path("required").asBoolean(false)).text(2, each.path("in"))
                        .text(3, each.path("description")).text(4, each.path("name")).text(query ? 6 : 5, each.path("type"));
                parameter.add(2, new Message().add(query ? 3 : 4, schema));
            }
            out.add(8, new Message().add(1, parameter));
        }
        extensions(operation, out, 13);
        return out;
    }

    private static Message schema(JsonNode schema) {
        Message out = new Message().text(1, schema.path("$ref")).text(2, schema.path("format")).text(4, schema.path("description"));
        schema.path("required").forEach(each -> out.text(19, each));
        if (schema.has("additionalProperties")) {
            out.add(21, new Message().add(1, schema(schema.path("additionalProperties"))));
        }
        if (schema.has("type")) {
            out.add(22, new Message().text(1, schema.path("type")));
        }
        if (schema.has("items")) {
            out.add(23, new Message().add(1, schema(schema.path("items"))));
        }
        if (schema.has("properties")) {
            Message properties = new Message();
            schema.path("properties").properties().forEach(each -> properties.add(1, named(each.getKey(), schema(each.getValue()))));
            out.add(25, properties);
        }
        extensions(schema, out, 31);
        return out;
    }

    /** Extensions are names with values in YAML, and JSON is YAML. */
    private static void extensions(JsonNode from, Message to, int number) {
        from.properties().stream().filter(each -> each.getKey().startsWith("x-")).forEach(each ->
                to.add(number, named(each.getKey(), new Message().text(2, each.getValue() + "\n"))));
    }

    private static Message named(String name, Message value) {
        return new Message().text(1, name).add(2, value);
    }

    /** A message in the making. */
    private static final class Message {
        private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

        Message add(int number, Message value) {
            fields.mergeField(number, Field.newBuilder().addLengthDelimited(ByteString.copyFrom(value.bytes())).build());
            return this;
        }

        Message text(int number, JsonNode value) {
            return value.isMissingNode() ? this : text(number, value.asString());
        }

        Message text(int number, String value) {
            fields.mergeField(number, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)).build());
            return this;
        }

        Message flag(int number, boolean value) {
            if (value) {
                fields.mergeField(number, Field.newBuilder().addVarint(1).build());
            }
            return this;
        }

        byte[] bytes() {
            return fields.build().toByteArray();
        }
    }
}
