package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies an object of a built-in kind the way a round trip through Go's structs does: undeclared fields, nulls and empty values that Go
 * omits are gone, times and quantities have their canonical form. Not thread-safe; one per object.
 */
final class ModelDecoder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Trail trail = new Trail();
    private final List<String> unknown;

    /** @param unknown gets the paths of undeclared fields */
    ModelDecoder(List<String> unknown) {
        this.unknown = unknown;
    }

    /** @throws DecodingException if a value has the wrong type */
    ObjectNode decode(Struct struct, ObjectNode object) {
        return struct(struct, object);
    }

    /** Decodes the object as the value of a field, for parts of kinds that are otherwise free. */
    ObjectNode decode(Struct struct, ObjectNode object, String field) {
        trail.enter(field);
        ObjectNode out = struct(struct, object);
        trail.leave();
        return out;
    }

    private ObjectNode struct(Struct struct, ObjectNode object) {
        ObjectNode out = NODES.objectNode();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = each.getKey();
            Field field = struct.fields().get(name);
            trail.enter(name);
            if (field == null) {
                unknown.add(trail.withIndexes());
            } else if (!each.getValue().isNull()) {
                JsonNode value = value(field.schema(), each.getValue(), struct, name);
                if (!(field.omitsEmpty() && isEmpty(value))) {
                    out.set(name, value);
                }
            }
            trail.leave();
        }
        return out;
    }

    private JsonNode value(Schema schema, JsonNode in, Struct owner, String field) {
        return switch (schema) {
            case Struct struct -> in instanceof ObjectNode object ? struct(struct, object) : wrongType(schema, in, owner);
            case Dictionary dictionary -> in instanceof ObjectNode object ? dictionary(dictionary, object, owner, field)
                    : wrongType(schema, in, owner);
            case Sequence sequence -> in instanceof ArrayNode array ? sequence(sequence, array, owner, field) : wrongType(schema, in, owner);
            case Scalar scalar -> scalar(scalar, in, owner);
            case Anything _ -> in.deepCopy();
        };
    }

    private ObjectNode dictionary(Dictionary schema, ObjectNode in, Struct owner, String field) {
        ObjectNode out = NODES.objectNode();
        for (Map.Entry<String, JsonNode> each : in.properties()) {
            boolean bare = schema.values() instanceof Scalar scalar && scalar.type() == Schema.ScalarType.STRING;
            if (each.getValue().isNull()) {
                out.set(each.getKey(), bare ? NODES.stringNode("") : NODES.nullNode());
            } else {
                out.set(each.getKey(), value(schema.values(), each.getValue(), owner, field));
            }
        }
        return out;
    }

    private ArrayNode sequence(Sequence schema, ArrayNode in, Struct owner, String field) {
        ArrayNode out = NODES.arrayNode(in.size());
        int index = 0;
        for (JsonNode each : in) {
            trail.enter(index++);
            if (each.isNull()) {
                out.add(schema.items() instanceof Struct ? NODES.objectNode() : NODES.stringNode(""));
            } else {
                out.add(value(schema.items(), each, owner, field));
            }
            trail.leave();
        }
        return out;
    }

    private JsonNode scalar(Scalar schema, JsonNode in, Struct owner) {
        return switch (schema.type()) {
            case STRING -> in.isString() ? in : wrongType(schema, in, owner);
            case BOOLEAN -> in.isBoolean() ? in : wrongType(schema, in, owner);
            case INT32 -> in.isIntegralNumber() && in.canConvertToInt() ? NODES.numberNode(in.intValue()) : wrongType(schema, in, owner);
            case INT64 -> in.isIntegralNumber() && in.canConvertToLong() ? whole(in) : wrongType(schema, in, owner);
            case NUMBER -> in.isNumber() ? in : wrongType(schema, in, owner);
            case INT_OR_STRING -> intOrString(in);
            case QUANTITY -> Scalars.quantity(in);
            case TIME -> Scalars.time(in);
            case MICRO_TIME -> Scalars.microTime(in);
            case BYTES -> in.isString() ? Scalars.bytes(in) : wrongType(schema, in, owner);
        };
    }

    /** Numbers that are equal must be equal nodes, whoever made them: small ones are ints, as the JSON parser makes them. */
    private static JsonNode whole(JsonNode in) {
        return in.canConvertToInt() ? NODES.numberNode(in.intValue()) : NODES.numberNode(in.longValue());
    }

    private static JsonNode intOrString(JsonNode in) {
        if (in.isString()) {
            return in;
        }
        if (in.isIntegralNumber() && in.canConvertToInt()) {
            return NODES.numberNode(in.intValue());
        }
        throw new DecodingException("json: cannot unmarshal " + found(in) + " into Go value of type int32");
    }

    private JsonNode wrongType(Schema schema, JsonNode in, Struct owner) {
        throw new DecodingException("json: cannot unmarshal " + found(in) + " into Go struct field " + owner.goName() + "."
                + trail.withoutIndexes() + " of type " + GoTypes.name(schema));
    }

    private static String found(JsonNode in) {
        return switch (in.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case BOOLEAN -> "bool";
            case NUMBER -> in.isIntegralNumber() && in.canConvertToInt() ? "number" : "number " + in;
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
        };
    }

    private static boolean isEmpty(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY, OBJECT -> value.isEmpty();
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.isIntegralNumber() && value.longValue() == 0;
            case STRING -> value.stringValue().isEmpty();
            case BINARY, POJO, NULL, MISSING -> false;
        };
    }
}
