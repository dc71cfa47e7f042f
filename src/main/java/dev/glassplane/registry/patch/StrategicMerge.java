package dev.glassplane.registry.patch;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.PatchRule;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Strategic merge patch: {@code apimachinery: pkg/util/strategicpatch/patch.go}, driven by the schema's patch rules. */
final class StrategicMerge {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";
    private static final Struct FREE = new Struct("", "", Map.of(), true, false, dev.glassplane.registry.schema.Rules.NONE);

    /** @return the patched copy; nothing handed in is modified */
    ObjectNode merge(ObjectNode target, ObjectNode patch, Struct schema) {
        return switch (directive(patch)) {
            case "delete" -> NODES.objectNode();
            case "replace" -> withoutDirectives(patch);
            default -> mergeFields(target, patch, schema);
        };
    }

    private ObjectNode mergeFields(ObjectNode target, ObjectNode patch, Struct schema) {
        ObjectNode out = target.deepCopy();
        if (patch.get(RETAIN_KEYS) instanceof ArrayNode keys) {
            out.retain(texts(keys));
        }
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            if (each.getKey().startsWith(DELETE_VALUES)) {
                deleteValues(out, each.getKey().substring(DELETE_VALUES.length()), each.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            String name = each.getKey();
            if (!name.startsWith("$")) {
                mergeField(out, name, each.getValue(), patch.get(ORDER + name), schema);
            }
        }
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            String name = each.getKey().startsWith(ORDER) ? each.getKey().substring(ORDER.length()) : "";
            if (!name.isEmpty() && !patch.has(name) && out.get(name) instanceof ArrayNode list) {
                out.set(name, ordered(list, each.getValue(), rule(schema, name)));
            }
        }
        return out;
    }

    private void mergeField(ObjectNode out, String name, JsonNode value, JsonNode order, Struct schema) {
        if (value.isNull()) {
            out.remove(name);
        } else if (value instanceof ObjectNode patch) {
            ObjectNode current = out.get(name) instanceof ObjectNode object ? object : NODES.objectNode();
            boolean gone = directive(patch).equals("delete");
            if (gone) {
                out.remove(name);
            } else {
                out.set(name, merge(current, patch, schemaOf(schema, name) instanceof Struct struct ? struct : FREE));
            }
        } else if (value instanceof ArrayNode patch && rule(schema, name).merges()) {
            ArrayNode current = out.get(name) instanceof ArrayNode list ? list : NODES.arrayNode();
            ArrayNode merged = mergeList(current, patch, rule(schema, name), itemSchema(schema, name));
            out.set(name, order == null ? merged : ordered(merged, order, rule(schema, name)));
        } else {
            out.set(name, value.isArray() ? replacement((ArrayNode) value) : value.deepCopy());
        }
    }

    /** A list that replaces may still say so with a directive among its items. */
    private static ArrayNode replacement(ArrayNode patch) {
        ArrayNode out = NODES.arrayNode();
        patch.forEach(item -> {
            if (!(item instanceof ObjectNode object && isBareDirective(object))) {
                out.add(item.deepCopy());
            }
        });
        return out;
    }

    private ArrayNode mergeList(ArrayNode current, ArrayNode patch, PatchRule rule, Struct items) {
        if (rule.mergeKey().isEmpty()) {
            return union(current, patch);
        }
        boolean replaces = patch.valueStream()
                .anyMatch(item -> item instanceof ObjectNode object && directive(object).equals("replace") && isBareDirective(object));
        ArrayNode out = NODES.arrayNode();
        if (!replaces) {
            current.forEach(item -> out.add(item.deepCopy()));
        }
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode change)) {
                throw ApiErrors.badRequest("the list that is merged by " + rule.mergeKey() + " should hold objects, it holds " + item);
            }
            if (!isBareDirective(change)) {
                mergeItem(out, change, rule.mergeKey(), items);
            }
        }
        return out;
    }

    private void mergeItem(ArrayNode out, ObjectNode change, String key, Struct items) {
        JsonNode id = change.get(key);
        if (id == null) {
            throw ApiErrors.badRequest("map: " + change + " does not contain declared merge key: " + key);
        }
        int index = indexOf(out, key, id);
        switch (directive(change)) {
            case "delete" -> {
                for (int i = index; i >= 0; i = indexOf(out, key, id)) {
                    out.remove(i);
                }
            }
            case "replace" -> put(out, index, withoutDirectives(change));
            default -> put(out, index, index < 0 ? mergeFields(NODES.objectNode(), change, items)
                    : mergeFields((ObjectNode) out.get(index), change, items));
        }
    }

    private static void put(ArrayNode out, int index, ObjectNode item) {
        if (index < 0) {
            out.add(item);
        } else {
            out.set(index, item);
        }
    }

    private static int indexOf(ArrayNode list, String key, JsonNode id) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static ArrayNode union(ArrayNode current, ArrayNode patch) {
        Set<JsonNode> values = new java.util.LinkedHashSet<>();
        current.forEach(values::add);
        patch.forEach(values::add);
        return NODES.arrayNode().addAll(values);
    }

    private static void deleteValues(ObjectNode out, String name, JsonNode values) {
        if (out.get(name) instanceof ArrayNode current) {
            Set<JsonNode> gone = new HashSet<>(values.valueStream().toList());
            out.set(name, NODES.arrayNode().addAll(current.valueStream().filter(value -> !gone.contains(value)).toList()));
        }
    }

    /** Puts the items that the order names into that order; items of the server alone keep their place after their predecessor. */
    private static ArrayNode ordered(ArrayNode list, JsonNode order, PatchRule rule) {
        Function<JsonNode, JsonNode> identity = rule.mergeKey().isEmpty() ? item -> item : item -> item.path(rule.mergeKey());
        List<JsonNode> wanted = order.valueStream().map(identity).toList();
        List<JsonNode> named = new ArrayList<>(list.valueStream().filter(item -> wanted.contains(identity.apply(item))).toList());
        named.sort(java.util.Comparator.comparingInt(item -> wanted.indexOf(identity.apply(item))));
        List<JsonNode> out = new ArrayList<>(named);
        Optional<JsonNode> previous = Optional.empty();
        for (JsonNode item : list) {
            if (!wanted.contains(identity.apply(item))) {
                out.add(previous.map(before -> out.indexOf(before) + 1).orElse(0), item);
            }
            previous = Optional.of(item);
        }
        return NODES.arrayNode().addAll(out);
    }

    private static String directive(ObjectNode patch) {
        JsonNode directive = patch.path(DIRECTIVE);
        if (directive.isMissingNode()) {
            return "merge";
        }
        String word = directive.asString("");
        return switch (word) {
            case "merge", "replace", "delete" -> word;
            default -> throw ApiErrors.badRequest("Unknown patch type found: " + directive);
        };
    }

    private static boolean isBareDirective(ObjectNode object) {
        return object.size() == 1 && object.has(DIRECTIVE);
    }

    private static ObjectNode withoutDirectives(ObjectNode patch) {
        ObjectNode out = patch.deepCopy();
        out.remove(patch.propertyNames().stream().filter(name -> name.startsWith("$")).toList());
        return out;
    }

    private static Schema schemaOf(Struct schema, String name) {
        Field field = schema.fields().get(name);
        return field == null ? FREE : field.schema();
    }

    private static PatchRule rule(Struct schema, String name) {
        Field field = schema.fields().get(name);
        return field == null ? PatchRule.PLAIN : field.patch();
    }

    private static Struct itemSchema(Struct schema, String name) {
        return schemaOf(schema, name) instanceof Sequence sequence && sequence.items() instanceof Struct struct ? struct : FREE;
    }

    private static List<String> texts(ArrayNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
