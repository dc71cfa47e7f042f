package dev.glassplane.registry.fields;

import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Sequence;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of an object, path by path.
 *
 * @param written paths that are new or hold another value
 * @param removed paths that are gone
 */
record Comparison(FieldSet written, FieldSet removed) {

    private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY);
    private static final Comparison CHANGED = new Comparison(FieldSet.LEAF, FieldSet.EMPTY);

    /** @return the comparison of two states of a type */
    static Comparison of(Schema schema, JsonNode before, JsonNode after) {
        if (before == after) {
            return NONE;
        }
        if (before == null) {
            return new Comparison(all(schema, after), FieldSet.EMPTY);
        }
        if (after == null) {
            return new Comparison(FieldSet.EMPTY, all(schema, before));
        }
        if (before.isNull() && after.isContainer() && !FieldTrees.isLeaf(schema, after)) {
            return new Comparison(all(schema, after).withMember(after.isEmpty()), FieldSet.EMPTY);
        }
        boolean bothEmpty = before.isEmpty() && after.isEmpty();
        if (bothEmpty || FieldTrees.isLeaf(schema, before) || FieldTrees.isLeaf(schema, after)) {
            return before.equals(after) ? NONE : CHANGED;
        }
        Collected collected = new Collected();
        if (before instanceof ObjectNode old && after instanceof ObjectNode now) {
            for (Map.Entry<String, JsonNode> each : old.properties()) {
                collected.add(PathElements.field(each.getKey()),
                        of(FieldTrees.field(schema, each.getKey()), each.getValue(), now.get(each.getKey())));
            }
            for (Map.Entry<String, JsonNode> each : now.properties()) {
                if (!old.has(each.getKey())) {
                    collected.add(PathElements.field(each.getKey()), of(FieldTrees.field(schema, each.getKey()), null, each.getValue()));
                }
            }
        } else {
            Sequence sequence = (Sequence) schema;
            Map<String, JsonNode> old = FieldTrees.items(sequence, before);
            Map<String, JsonNode> now = FieldTrees.items(sequence, after);
            Set<String> steps = new LinkedHashSet<>(old.keySet());
            steps.addAll(now.keySet());
            steps.forEach(step -> collected.add(step, of(sequence.items(), old.get(step), now.get(step))));
        }
        return collected.comparison();
    }

    /** Every path of a value, the ones with something below included. */
    private static FieldSet all(Schema schema, JsonNode value) {
        if (FieldTrees.isLeaf(schema, value)) {
            return FieldSet.LEAF;
        }
        Map<String, FieldSet> children = new TreeMap<>();
        if (value instanceof ObjectNode object) {
            object.properties().forEach(each ->
                    children.put(PathElements.field(each.getKey()), all(FieldTrees.field(schema, each.getKey()), each.getValue())));
        } else {
            Sequence sequence = (Sequence) schema;
            FieldTrees.items(sequence, value).forEach((step, item) -> children.put(step, all(sequence.items(), item)));
        }
        return FieldSet.of(true, children);
    }

    private static final class Collected {
        private final Map<String, FieldSet> written = new TreeMap<>();
        private final Map<String, FieldSet> removed = new TreeMap<>();

        void add(String step, Comparison below) {
            if (!below.written.isEmpty()) {
                written.put(step, below.written);
            }
            if (!below.removed.isEmpty()) {
                removed.put(step, below.removed);
            }
        }

        Comparison comparison() {
            return written.isEmpty() && removed.isEmpty() ? NONE : new Comparison(FieldSet.of(false, written), FieldSet.of(false, removed));
        }
    }

    /** @return the comparison without the paths that the write cannot touch, and all below them */
    Comparison without(FieldSet ignored) {
        return new Comparison(written.recursiveDifference(ignored), removed.recursiveDifference(ignored));
    }
}
