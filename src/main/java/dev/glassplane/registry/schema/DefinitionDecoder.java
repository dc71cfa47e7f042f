package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies an object of a definition file's kind without undeclared fields (pruning) and with the schema's defaults. Types are checked
 * later, as upstream does it. Not thread-safe; one per object.
 */
final class DefinitionDecoder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Trail trail = new Trail();
    private final List<String> unknown;
    private final boolean fillsIn;

    /**
     * @param unknown gets the paths of undeclared fields
     * @param fillsIn whether missing fields get their defaults
     */
    DefinitionDecoder(List<String> unknown, boolean fillsIn) {
        this.fillsIn = fillsIn;
        this.unknown = unknown;
    }

    /** @return the whole object; {@code metadata} is none of its business and is copied */
    ObjectNode decode(Struct root, ObjectNode object) {
        ObjectNode out = NODES.objectNode();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = each.getKey();
            boolean typeMeta = name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
            if (typeMeta) {
                out.set(name, each.getValue().deepCopy());
            } else {
                field(root, name, each.getValue(), out);
            }
        }
        addDefaults(root, out);
        return out;
    }

    private ObjectNode struct(Struct struct, ObjectNode in) {
        ObjectNode out = NODES.objectNode();
        in.properties().forEach(each -> field(struct, each.getKey(), each.getValue(), out));
        addDefaults(struct, out);
        return out;
    }

    private void field(Struct struct, String name, JsonNode in, ObjectNode out) {
        trail.enter(name);
        Field field = struct.fields().get(name);
        if (field != null) {
            boolean dropped = in.isNull() && !field.schema().rules().nullable();
            if (!dropped) {
                out.set(name, value(field.schema(), in));
            }
        } else if (struct.keepsUnknown()) {
            out.set(name, in.deepCopy());
        } else {
            unknown.add(trail.withIndexes());
        }
        trail.leave();
    }

    private void addDefaults(Struct struct, ObjectNode out) {
        struct.fields().forEach((name, field) -> {
            Optional<JsonNode> value = field.schema().rules().defaultValue();
            if (fillsIn && value.isPresent() && !out.has(name)) {
                out.set(name, value(field.schema(), value.get()));
            }
        });
    }

    private JsonNode value(Schema schema, JsonNode in) {
        return switch (schema) {
            case Struct struct when in instanceof ObjectNode object -> struct(struct, object);
            case Dictionary dictionary when in instanceof ObjectNode object -> {
                ObjectNode out = NODES.objectNode();
                object.properties().forEach(each -> {
                    trail.enter(each.getKey());
                    out.set(each.getKey(), value(dictionary.values(), each.getValue()));
                    trail.leave();
                });
                yield out;
            }
            case Sequence sequence when in instanceof ArrayNode array -> {
                ArrayNode out = NODES.arrayNode(array.size());
                for (int index = 0; index < array.size(); index++) {
                    trail.enter(index);
                    out.add(value(sequence.items(), array.get(index)));
                    trail.leave();
                }
                yield out;
            }
            case Scalar _ -> in.isIntegralNumber() && in.canConvertToInt() ? NODES.numberNode(in.intValue()) : in;
            case Struct _, Dictionary _, Sequence _, Anything _ -> in.deepCopy();
        };
    }
}
