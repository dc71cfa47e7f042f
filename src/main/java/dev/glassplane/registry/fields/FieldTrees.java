package dev.glassplane.registry.fields;

import dev.glassplane.registry.schema.Rules;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Walks an object by its schema: which paths it has, what a merge and a removal make of it. A value without a declared type is taken apart
 * if it is an object, and a leaf if it is a list. Nothing handed in is modified; results share subtrees with what was handed in.
 */
final class FieldTrees {

    static final Anything ANY = new Anything(Rules.NONE);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private FieldTrees() {}

    /** @return whether the value is one leaf for ownership, whatever it holds */
    static boolean isLeaf(Schema schema, JsonNode value) {
        return switch (schema) {
            case Struct struct -> struct.atomic() || !value.isObject();
            case Dictionary dictionary -> dictionary.atomic() || !value.isObject();
            case Sequence sequence -> sequence.type() instanceof ListType.Atomic || !value.isArray();
            case Scalar _ -> true;
            case Anything _ -> !value.isObject();
        };
    }

    /** @return the type of a field of an object of this type */
    static Schema field(Schema schema, String name) {
        return switch (schema) {
            case Struct struct -> {
                Field field = struct.fields().get(name);
                yield field == null ? ANY : field.schema();
            }
            case Dictionary dictionary -> dictionary.values();
            case Sequence _, Scalar _, Anything _ -> ANY;
        };
    }

    /** @return whether objects of this type declare the field by name */
    static boolean declares(Schema schema, String name) {
        return schema instanceof Struct struct && struct.fields().containsKey(name);
    }

    /**
     * @return the items of a list by the step that leads to them; of items with the same step the first
     * @throws PathElements.BadListException if items cannot be told apart
     */
    static Map<String, JsonNode> items(Sequence schema, JsonNode list) {
        Map<String, JsonNode> items = LinkedHashMap.newLinkedHashMap(list.size());
        for (JsonNode item : list) {
            items.putIfAbsent(PathElements.item(schema.type(), item), item);
        }
        return items;
    }

    /** @return the paths that applying the value claims */
    static FieldSet claimed(Schema schema, JsonNode value) {
        if (isLeaf(schema, value)) {
            return FieldSet.LEAF;
        }
        Map<String, FieldSet> children = new TreeMap<>();
        if (value instanceof ObjectNode object) {
            object.properties().forEach(each -> {
                FieldSet below = claimed(field(schema, each.getKey()), each.getValue());
                boolean itself = each.getValue().isNull() || each.getValue().isObject() && each.getValue().isEmpty()
                        || !declares(schema, each.getKey());
                FieldSet child = below.withMember(below.member() || itself);
                if (!child.isEmpty()) {
                    children.put(PathElements.field(each.getKey()), child);
                }
            });
        } else if (schema instanceof Sequence sequence) {
            items(sequence, value).forEach((step, item) -> children.put(step, claimed(sequence.items(), item).withMember(true)));
        }
        return FieldSet.of(false, children);
    }

    /** @return the live value with everything that the configuration says; either may be null */
    static JsonNode merge(Schema schema, JsonNode live, JsonNode config) {
        if (live == null || config == null) {
            return config == null ? live : config;
        }
        if (isLeaf(schema, live) || isLeaf(schema, config)) {
            return config;
        }
        if (live instanceof ObjectNode object) {
            ObjectNode out = NODES.objectNode();
            object.properties().forEach(each -> out.set(each.getKey(),
                    merge(field(schema, each.getKey()), each.getValue(), config.get(each.getKey()))));
            config.properties().stream().filter(each -> !object.has(each.getKey())).forEach(each -> out.set(each.getKey(), each.getValue()));
            return out;
        }
        return mergeLists((Sequence) schema, live, config);
    }

    /** The configuration's order counts; items that it does not name keep their place between the ones that it does. */
    private static ArrayNode mergeLists(Sequence schema, JsonNode live, JsonNode config) {
        Map<String, JsonNode> old = items(schema, live);
        Map<String, JsonNode> wanted = items(schema, config);
        if (wanted.size() < config.size()) {
            throw new PathElements.BadListException("duplicate entries for key " + duplicate(schema, config));
        }
        ArrayNode out = NODES.arrayNode();
        List<String> order = new ArrayList<>(old.keySet());
        int passed = 0;
        for (Map.Entry<String, JsonNode> each : wanted.entrySet()) {
            int at = order.indexOf(each.getKey());
            for (; passed <= at; passed++) {
                addUnnamed(order.get(passed), old, wanted, out);
            }
            out.add(merge(schema.items(), old.get(each.getKey()), each.getValue()));
        }
        for (; passed < order.size(); passed++) {
            addUnnamed(order.get(passed), old, wanted, out);
        }
        return out;
    }

    private static void addUnnamed(String step, Map<String, JsonNode> old, Map<String, JsonNode> wanted, ArrayNode out) {
        if (!wanted.containsKey(step)) {
            out.add(old.get(step));
        }
    }

    private static String duplicate(Sequence schema, JsonNode list) {
        Set<String> seen = new HashSet<>();
        for (JsonNode item : list) {
            String step = PathElements.item(schema.type(), item);
            if (!seen.add(step)) {
                return PathElements.shown(step);
            }
        }
        return "";
    }

    /** @return the value without the paths of the set; null if nothing is left */
    static JsonNode remove(Schema schema, JsonNode value, FieldSet gone) {
        if (gone.isEmpty() || schema instanceof Scalar || value.isValueNode()) {
            return value;
        }
        if (isLeaf(schema, value)) {
            return value.isContainer() && !gone.children().isEmpty() ? null : value;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode out = NODES.objectNode();
            object.properties().forEach(each -> {
                FieldSet below = gone.at(PathElements.field(each.getKey()));
                JsonNode left = below.member() ? null : remove(field(schema, each.getKey()), each.getValue(), below);
                if (left != null) {
                    out.set(each.getKey(), left);
                }
            });
            return out.isEmpty() && !object.isEmpty() ? null : out;
        }
        Sequence sequence = (Sequence) schema;
        ArrayNode out = NODES.arrayNode();
        for (JsonNode item : value) {
            FieldSet below = gone.at(PathElements.item(sequence.type(), item));
            JsonNode left = below.member() ? null : remove(sequence.items(), item, below);
            if (left != null) {
                out.add(left);
            }
        }
        return out.isEmpty() && !value.isEmpty() ? null : out;
    }

    /** @return the set with the declared fields on the way to its paths: {@code a.b.c} brings {@code a} with it, but no key of a map */
    static FieldSet withNamedFields(Schema schema, FieldSet set) {
        Map<String, FieldSet> children = new TreeMap<>();
        set.children().forEach((step, child) -> {
            String name = step.startsWith("f:") ? step.substring(2) : "";
            Schema below = !name.isEmpty() ? field(schema, name) : schema instanceof Sequence sequence ? sequence.items() : ANY;
            FieldSet named = withNamedFields(below, child);
            boolean declared = !name.isEmpty() && declares(schema, name) && !child.children().isEmpty();
            children.put(step, named.withMember(named.member() || declared));
        });
        return FieldSet.of(set.member(), children);
    }
}
