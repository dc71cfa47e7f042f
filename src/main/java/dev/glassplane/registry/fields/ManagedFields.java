package dev.glassplane.registry.fields;

import dev.glassplane.registry.fields.Manager.Operation;
import dev.glassplane.registry.fields.Ownership.Owned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metadata.managedFields}: {@code apimachinery: pkg/util/managedfields/internal/managedfields.go}. Objects made alike, such as the
 * pods of a workload, share one tree of FieldsV1, so that keeping track costs them little memory.
 */
public final class ManagedFields {

    /** Managers that update, of one object; the oldest are thrown together, as upstream does. */
    private static final int UPDATERS_MAX = 10;
    private static final String ANCIENT = "ancient-changes";
    /** Trees that are remembered for sharing; a power of two. */
    private static final int SHARED = 1 << 12;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final AtomicReferenceArray<Shared> TREES = new AtomicReferenceArray<>(SHARED);

    /** A set and its form, which nobody modifies. */
    private record Shared(FieldSet fields, ObjectNode tree) {}

    private ManagedFields() {}

    /**
     * @param managedFields the list; may be missing
     * @return empty if it cannot be understood
     */
    public static Optional<Ownership> decode(JsonNode managedFields) {
        Map<Manager, Owned> owners = new LinkedHashMap<>();
        for (JsonNode entry : managedFields) {
            Optional<Operation> operation = operation(entry.path("operation").asString(""));
            FieldSet fields = entry.path("fieldsV1") instanceof ObjectNode tree ? decode(tree) : null;
            if (operation.isEmpty() || fields == null) {
                return Optional.empty();
            }
            Manager manager = new Manager(entry.path("manager").asString(""), operation.get(), entry.path("apiVersion").asString(""),
                    entry.path("subresource").asString(""));
            owners.put(manager, new Owned(fields, entry.path("time").asString("")));
        }
        return Optional.of(new Ownership(owners));
    }

    private static Optional<Operation> operation(String word) {
        for (Operation each : Operation.values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** @return the set, null if the tree is no FieldsV1 */
    private static FieldSet decode(ObjectNode tree) {
        Shared shared = TREES.get(System.identityHashCode(tree) & SHARED - 1);
        if (shared != null && shared.tree == tree) {
            return shared.fields;
        }
        FieldSet fields = decodeTree(tree);
        if (fields != null) {
            TREES.set(System.identityHashCode(tree) & SHARED - 1, new Shared(fields, tree));
        }
        return fields;
    }

    private static FieldSet decodeTree(ObjectNode tree) {
        boolean member = false;
        Map<String, FieldSet> children = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : tree.properties()) {
            if (each.getKey().equals(".")) {
                member = true;
                continue;
            }
            FieldSet below = each.getValue() instanceof ObjectNode object && PathElements.isValid(each.getKey()) ? decodeTree(object) : null;
            if (below == null) {
                return null;
            }
            children.put(each.getKey(), each.getValue().isEmpty() ? FieldSet.LEAF : below);
        }
        return FieldSet.of(member, children);
    }

    /** @return the list; empty if nobody owns anything */
    public static ArrayNode encode(Ownership ownership) {
        List<Map.Entry<Manager, Owned>> entries = new ArrayList<>(capped(ownership.owners()).entrySet());
        entries.sort(Comparator.<Map.Entry<Manager, Owned>, Operation>comparing(each -> each.getKey().operation())
                .thenComparing(each -> each.getValue().time()).thenComparing(each -> each.getKey().name())
                .thenComparing(each -> each.getKey().apiVersion()).thenComparing(each -> each.getKey().subresource()));
        ArrayNode list = NODES.arrayNode(entries.size());
        entries.forEach(each -> list.add(encode(each.getKey(), each.getValue())));
        return list;
    }

    private static ObjectNode encode(Manager manager, Owned owned) {
        ObjectNode entry = NODES.objectNode().put("manager", manager.name()).put("operation", manager.operation().word())
                .put("apiVersion", manager.apiVersion());
        if (!owned.time().isEmpty()) {
            entry.put("time", owned.time());
        }
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", encode(owned.fields()));
        if (!manager.subresource().isEmpty()) {
            entry.put("subresource", manager.subresource());
        }
        return entry;
    }

    private static ObjectNode encode(FieldSet fields) {
        int slot = fields.hashCode() & SHARED - 1;
        Shared shared = TREES.get(slot);
        if (shared != null && shared.fields.equals(fields)) {
            return shared.tree;
        }
        ObjectNode tree = encodeTree(fields);
        TREES.set(slot, new Shared(fields, tree));
        TREES.set(System.identityHashCode(tree) & SHARED - 1, new Shared(fields, tree));
        return tree;
    }

    private static ObjectNode encodeTree(FieldSet fields) {
        ObjectNode tree = NODES.objectNode();
        if (fields.member() && !fields.children().isEmpty()) {
            tree.putObject(".");
        }
        fields.children().forEach((step, child) -> tree.set(step, encodeTree(child)));
        return tree;
    }

    private static Map<Manager, Owned> capped(Map<Manager, Owned> owners) {
        List<Map.Entry<Manager, Owned>> updaters = owners.entrySet().stream()
                .filter(each -> each.getKey().operation() == Operation.UPDATE && each.getKey().subresource().isEmpty())
                .sorted(Comparator.comparing(each -> each.getValue().time())).toList();
        if (updaters.size() <= UPDATERS_MAX) {
            return owners;
        }
        Map<Manager, Owned> out = new LinkedHashMap<>(owners);
        for (Map.Entry<Manager, Owned> oldest : updaters.subList(0, updaters.size() - UPDATERS_MAX + 1)) {
            out.remove(oldest.getKey());
            out.merge(new Manager(ANCIENT, Operation.UPDATE, oldest.getKey().apiVersion(), ""), oldest.getValue(),
                    (a, b) -> new Owned(a.fields().union(b.fields()), b.time()));
        }
        return out;
    }

    /** @return whether two lists differ in nothing but times */
    public static boolean same(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            JsonNode other = b.get(i);
            for (String field : List.of("manager", "operation", "apiVersion", "subresource", "fieldsV1")) {
                JsonNode mine = a.get(i).path(field);
                if (mine != other.path(field) && !mine.equals(other.path(field))) {
                    return false;
                }
            }
        }
        return true;
    }
}
