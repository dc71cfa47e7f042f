package dev.glassplane.registry.fields;

import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns which fields of an object, and what writes make of that: {@code structured-merge-diff: merge/update.go}.
 *
 * @param owners by manager
 */
public record Ownership(Map<Manager, Owned> owners) {

    /** Nobody owns anything, or nobody keeps track. */
    public static final Ownership NONE = new Ownership(Map.of());

    /** Fields of the server, which nobody owns. */
    private static final FieldSet SERVERS = java.util.stream.Stream.of("creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp",
                    "generation", "managedFields", "name", "namespace", "resourceVersion", "selfLink", "uid")
            .map(field -> FieldSet.path("f:metadata", PathElements.field(field))).reduce(FieldSet.EMPTY, FieldSet::union)
            .union(FieldSet.path("f:apiVersion")).union(FieldSet.path("f:kind")).union(FieldSet.path("f:metadata"));

    /**
     * What a manager owns.
     *
     * @param fields the paths
     * @param time   of the last change of them, as metav1.Time prints it
     */
    record Owned(FieldSet fields, String time) {}

    /**
     * What an apply comes to.
     *
     * @param object the live object with the configuration's fields, and without those that the manager has given up
     * @param owners who owns what then
     */
    public record Applied(ObjectNode object, Ownership owners) {}

    /** @return whether nobody owns anything */
    public boolean isEmpty() {
        return owners.isEmpty();
    }

    /**
     * A manager has written an object in a way that says nothing about ownership.
     *
     * @param before state before the write
     * @param after  state after it
     * @param by     who wrote
     * @param now    as metav1.Time prints it
     * @return what it was if a list's items cannot be told apart: such an object may be stored, but nobody can own its parts
     */
    public Ownership updated(Struct schema, ObjectNode before, ObjectNode after, Manager by, String now) {
        try {
            return updated(Comparison.of(schema, before, after), by, now);
        } catch (PathElements.BadListException _) {
            return this;
        }
    }

    private Ownership updated(Comparison comparison, Manager by, String now) {
        Map<Manager, Owned> left = lessOf(comparison, null);
        FieldSet written = comparison.written().difference(SERVERS);
        if (!written.isEmpty()) {
            Owned own = left.get(by);
            FieldSet fields = own == null ? written : own.fields.union(written);
            left.put(by, own != null && fields.equals(own.fields) ? own : new Owned(fields, now));
        }
        return new Ownership(left);
    }

    /**
     * A manager applies a configuration.
     *
     * @param live    the object now; the bare kind if there is none
     * @param config  what the manager wants, decoded without defaults
     * @param ignored fields that this write cannot touch, such as those of status
     * @param by      who applies
     * @param force   take over what others own
     * @param now     as metav1.Time prints it
     * @throws ConflictException if others own what would change
     */
    Applied applied(Struct schema, ObjectNode live, ObjectNode config, FieldSet ignored, Manager by, boolean force, String now) {
        FieldSet claimed = FieldTrees.claimed(schema, config).difference(SERVERS).recursiveDifference(ignored);
        Owned last = owners.get(by);
        JsonNode merged = FieldTrees.merge(schema, live, FieldTrees.remove(schema, config, ignored));
        Map<Manager, Owned> after = new LinkedHashMap<>(owners);
        after.put(by, last != null && last.fields.equals(claimed) ? last : new Owned(claimed, now));
        ObjectNode object = (ObjectNode) (last == null ? merged : pruned(schema, merged, last.fields, after));
        Comparison comparison = Comparison.of(schema, live, object).without(ignored);
        Ownership with = new Ownership(after);
        if (!force) {
            with.throwIfOwned(comparison, by);
        }
        Map<Manager, Owned> left = with.lessOf(comparison, by);
        if (claimed.isEmpty()) {
            left.remove(by);
        }
        return new Applied(object, new Ownership(left));
    }

    private void throwIfOwned(Comparison comparison, Manager by) {
        Map<Manager, FieldSet> conflicts = new LinkedHashMap<>();
        owners.forEach((manager, owned) -> {
            FieldSet touched = owned.fields.intersection(comparison.written());
            if (!manager.equals(by) && !touched.isEmpty()) {
                conflicts.put(manager, touched);
            }
        });
        if (!conflicts.isEmpty()) {
            throw new ConflictException(conflicts);
        }
    }

    /** Others lose what was written or removed; the one who writes is settled elsewhere. */
    private Map<Manager, Owned> lessOf(Comparison comparison, Manager except) {
        Map<Manager, Owned> left = new LinkedHashMap<>();
        owners.forEach((manager, owned) -> {
            FieldSet fields = manager.equals(except) ? owned.fields
                    : owned.fields.difference(comparison.written()).difference(comparison.removed());
            if (!fields.isEmpty()) {
                left.put(manager, fields == owned.fields ? owned : new Owned(fields, owned.time));
            }
        });
        return left;
    }

    /** Takes away what the manager applied last time and no longer does, unless others own it or live below it. */
    private static JsonNode pruned(Schema schema, JsonNode merged, FieldSet last, Map<Manager, Owned> now) {
        FieldSet lastNamed = FieldTrees.withNamedFields(schema, last);
        FieldSet all = FieldTrees.withNamedFields(schema, FieldTrees.claimed(schema, merged));
        FieldSet owned = FieldSet.EMPTY;
        for (Owned each : now.values()) {
            owned = owned.union(each.fields);
        }
        JsonNode without = FieldTrees.remove(schema, merged, lastNamed);
        FieldSet kept = named(schema, without).union(FieldTrees.withNamedFields(schema, owned));
        JsonNode withOwned = FieldTrees.remove(schema, merged, all.difference(kept));
        FieldSet dropped = all.difference(named(schema, withOwned)).intersection(lastNamed);
        JsonNode left = FieldTrees.remove(schema, merged, dropped);
        return left == null ? JsonNodeFactory.instance.objectNode() : left;
    }

    private static FieldSet named(Schema schema, JsonNode value) {
        return value == null ? FieldSet.EMPTY : FieldTrees.withNamedFields(schema, FieldTrees.claimed(schema, value));
    }
}
