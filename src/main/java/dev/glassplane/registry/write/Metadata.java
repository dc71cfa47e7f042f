package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.fields.ManagedFields;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.registry.schema.Scalars;
import dev.glassplane.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of {@code metadata} that the server owns: {@code apiserver: pkg/registry/rest/{create,update}.go}. */
final class Metadata {

    private static final String UID = "uid";
    private static final String GENERATION = "generation";
    private static final List<String> SERVER_OWNED = List.of("creationTimestamp", UID, "deletionTimestamp", "deletionGracePeriodSeconds");

    private Metadata() {}

    /** Sets a new object's identity. */
    static void create(ServedKind served, ObjectNode object, ObjectKey key, String uid, Instant now) {
        ObjectNode metadata = Trees.metadata(object);
        List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "resourceVersion", GENERATION)
                .forEach(metadata::remove);
        metadata.put("name", key.name());
        if (served.kind().namespaced()) {
            metadata.put("namespace", key.namespace());
        } else {
            metadata.remove("namespace");
        }
        metadata.put(UID, uid).put("creationTimestamp", Scalars.time(now));
        if (served.strategy().hasGeneration()) {
            metadata.put(GENERATION, 1);
        }
    }

    /**
     * Gives a replacement the identity of what it replaces.
     *
     * @throws dev.glassplane.registry.ApiException 409 for another uid, 422 for a field that cannot change
     */
    static void update(ServedKind served, ObjectNode after, ObjectNode before) {
        ObjectNode metadata = Trees.metadata(after);
        ObjectNode old = Trees.metadata(before);
        String name = Trees.meta(before, "name");
        String uid = metadata.path(UID).asString("");
        if (!uid.isEmpty() && !uid.equals(old.path(UID).asString())) {
            throw ApiErrors.conflict(served.kind(), name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + old.path(UID).asString());
        }
        FieldErrors errors = new FieldErrors();
        for (String field : SERVER_OWNED) {
            if (metadata.has(field) && old.has(field) && !metadata.get(field).equals(old.get(field))) {
                errors.invalid("metadata." + field, metadata.get(field), "field is immutable");
            }
            Trees.carry(field, old, metadata);
        }
        checkFinalizers(metadata, old, errors);
        errors.throwIfAny(served.kind(), name);
        Trees.carry(GENERATION, old, metadata);
        Trees.carry("generateName", old, metadata);
        Trees.carry("namespace", old, metadata);
        metadata.put("name", name);
        List.of("selfLink", "managedFields", "resourceVersion").forEach(metadata::remove);
    }

    private static void checkFinalizers(ObjectNode metadata, ObjectNode old, FieldErrors errors) {
        if (old.has("deletionTimestamp")) {
            List<JsonNode> added = new ArrayList<>(metadata.path("finalizers").valueStream().toList());
            added.removeAll(old.path("finalizers").valueStream().toList());
            if (!added.isEmpty()) {
                errors.forbidden("metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers " + added);
            }
        }
    }

    /** Moves the generation on if anything but metadata and status changed. */
    static void countChange(ServedKind served, ObjectNode after, ObjectNode before) {
        if (served.strategy().hasGeneration() && !sameSpec(after, before)) {
            raiseGeneration(after);
        }
    }

    static void raiseGeneration(ObjectNode object) {
        ObjectNode metadata = Trees.metadata(object);
        long generation = metadata.path(GENERATION).asLong(0);
        if (generation > 0) {
            metadata.put(GENERATION, (int) Math.min(Integer.MAX_VALUE, generation + 1));
        }
    }

    private static boolean sameSpec(ObjectNode after, ObjectNode before) {
        return withoutMetadataAndStatus(after).equals(withoutMetadataAndStatus(before));
    }

    private static java.util.Map<String, JsonNode> withoutMetadataAndStatus(ObjectNode object) {
        java.util.Map<String, JsonNode> fields = new java.util.HashMap<>();
        object.properties().stream().filter(each -> !each.getKey().equals("metadata") && !each.getKey().equals("status"))
                .forEach(each -> fields.put(each.getKey(), each.getValue()));
        return fields;
    }

    /** @return whether two states differ in nothing but their resourceVersion and the times of their managers */
    static boolean unchanged(ObjectNode after, ObjectNode before) {
        if (after.size() != before.size()) {
            return false;
        }
        for (var each : after.properties()) {
            boolean same = each.getKey().equals("metadata")
                    ? sameMetadata((ObjectNode) each.getValue(), before.get("metadata"))
                    : each.getValue().equals(before.get(each.getKey()));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMetadata(ObjectNode after, JsonNode before) {
        Set<String> fields = new HashSet<>(after.propertyNames());
        fields.addAll(before.propertyNames());
        fields.removeAll(Set.of("resourceVersion", FieldOwners.MANAGED_FIELDS));
        return fields.stream().allMatch(field -> after.path(field).equals(before.path(field)))
                && ManagedFields.same(after.path(FieldOwners.MANAGED_FIELDS), before.path(FieldOwners.MANAGED_FIELDS));
    }
}
