package dev.glassplane.registry.schema;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.PatchRule;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Describes built-in types as OpenAPI v3, by upstream's names and with its extensions. */
final class OpenApi {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TYPE = "type";
    private static final String STRING = "string";
    private static final String FORMAT = "format";

    private OpenApi() {}

    /** Adds a struct and all that it refers to; each once. */
    static void describe(Struct struct, Map<String, ObjectNode> schemas) {
        if (schemas.containsKey(struct.name())) {
            return;
        }
        ObjectNode out = NODES.objectNode().put(TYPE, "object");
        schemas.put(struct.name(), out);
        ObjectNode properties = NODES.objectNode();
        struct.fields().forEach((name, field) -> properties.set(name, property(field, schemas)));
        out.set("properties", properties);
    }

    /** Marks a schema as that of a kind. */
    static ObjectNode markKind(ObjectNode schema, Kind kind) {
        schema.putArray("x-kubernetes-group-version-kind").addObject()
                .put("group", kind.group()).put("kind", kind.name()).put("version", kind.version());
        return schema;
    }

    private static ObjectNode property(Field field, Map<String, ObjectNode> schemas) {
        ObjectNode out = of(field.schema(), schemas);
        PatchRule patch = field.patch();
        if (field.schema() instanceof Sequence) {
            if (!patch.listKeys().isEmpty()) {
                ArrayNode keys = out.putArray("x-kubernetes-list-map-keys");
                patch.listKeys().forEach(keys::add);
            }
            out.put("x-kubernetes-list-type", !patch.merges() ? "atomic" : patch.mergeKey().isEmpty() ? "set" : "map");
        }
        if (!patch.mergeKey().isEmpty()) {
            out.put("x-kubernetes-patch-merge-key", patch.mergeKey());
        }
        if (patch.merges() || patch.retainKeys()) {
            out.put("x-kubernetes-patch-strategy", !patch.merges() ? "retainKeys" : patch.retainKeys() ? "merge,retainKeys" : "merge");
        }
        return out;
    }

    private static ObjectNode of(Schema schema, Map<String, ObjectNode> schemas) {
        return switch (schema) {
            case Struct struct -> {
                describe(struct, schemas);
                ObjectNode out = NODES.objectNode();
                out.putArray("allOf").add(reference(struct.name()));
                yield out;
            }
            case Dictionary dictionary -> {
                ObjectNode out = NODES.objectNode().put(TYPE, "object");
                out.set("additionalProperties", of(dictionary.values(), schemas));
                yield out;
            }
            case Sequence sequence -> {
                ObjectNode out = NODES.objectNode().put(TYPE, "array");
                out.set("items", of(sequence.items(), schemas));
                yield out;
            }
            case Scalar scalar -> scalar(scalar);
            case Anything _ -> NODES.objectNode().put(TYPE, "object");
        };
    }

    private static ObjectNode scalar(Scalar scalar) {
        ObjectNode out = NODES.objectNode();
        return switch (scalar.type()) {
            case STRING -> out.put(TYPE, STRING);
            case BOOLEAN -> out.put(TYPE, "boolean");
            case INT32 -> out.put(TYPE, "integer").put(FORMAT, "int32");
            case INT64 -> out.put(TYPE, "integer").put(FORMAT, "int64");
            case NUMBER -> out.put(TYPE, "number").put(FORMAT, "double");
            case INT_OR_STRING -> out.put(FORMAT, "int-or-string").set("oneOf", NODES.arrayNode()
                    .add(NODES.objectNode().put(TYPE, "integer")).add(NODES.objectNode().put(TYPE, STRING)));
            case QUANTITY -> out.set("oneOf", NODES.arrayNode()
                    .add(NODES.objectNode().put(TYPE, STRING)).add(NODES.objectNode().put(TYPE, "number")));
            case TIME, MICRO_TIME -> out.put(TYPE, STRING).put(FORMAT, "date-time");
            case BYTES -> out.put(TYPE, STRING).put(FORMAT, "byte");
        };
    }

    /** @return {@code $ref} to a named schema */
    static ObjectNode reference(String name) {
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }
}
