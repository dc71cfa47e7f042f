package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.fields.Apply;
import dev.glassplane.registry.fields.BareObjects;
import dev.glassplane.registry.fields.ManagedFields;
import dev.glassplane.registry.fields.Manager;
import dev.glassplane.registry.fields.Ownership;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.registry.schema.ModelSchema;
import dev.glassplane.registry.schema.Scalars;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Keeps {@code metadata.managedFields}: {@code apimachinery: pkg/util/managedfields/internal}. */
@Component
final class FieldOwners {

    static final String MANAGED_FIELDS = "managedFields";
    /** Who owns what was there before anybody applied. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";
    private static final String STATUS = "status";

    private final InstantSource clock;

    FieldOwners(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param sent   as the client sent it
     * @param object decoded, with defaults, before the server's own fields
     * @return who owns what of a new object
     */
    Ownership created(ServedKind served, ObjectNode sent, ObjectNode object, WriteOptions options) {
        Ownership given = ManagedFields.decode(sent.path("metadata").path(MANAGED_FIELDS)).orElse(Ownership.NONE);
        return given.updated(served.schema().root(), bare(served), touched(served, object, ""), updater(served, options), now());
    }

    /**
     * @param sent  as the client sent it
     * @param after what will be stored
     * @return who owns what after a change that is no apply
     */
    Ownership updated(ServedKind served, ObjectNode sent, ObjectNode before, ObjectNode after, WriteOptions options) {
        JsonNode live = before.path("metadata").path(MANAGED_FIELDS);
        JsonNode wanted = sent.path("metadata").path(MANAGED_FIELDS);
        Ownership owners = ManagedFields.decode(live).orElse(Ownership.NONE);
        boolean ownWords = options.subresource().isEmpty() && !wanted.isEmpty() && !ManagedFields.same(wanted, live);
        if (ownWords) {
            boolean reset = wanted.size() == 1 && wanted.get(0).isEmpty();
            owners = reset ? Ownership.NONE : ManagedFields.decode(wanted).orElse(owners);
        }
        if (owners.isEmpty()) {
            return owners; // nobody keeps track of this object until somebody applies
        }
        return owners.updated(served.schema().root(), before, after, updater(served, options), now());
    }

    /**
     * @param before the object now, empty if the apply creates it
     * @param config decoded without defaults
     * @return the object with the configuration in it, and who owns what then
     */
    Ownership.Applied applied(ServedKind served, Optional<ObjectNode> before, ObjectNode config, Patch.Apply patch, WriteOptions options) {
        Manager by = Apply.manager(options.fieldManager(), served.kind().apiVersion(), options.subresource());
        ObjectNode live = before.map(FieldOwners::without).orElseGet(() -> bare(served));
        Ownership owners = before.flatMap(object -> ManagedFields.decode(object.path("metadata").path(MANAGED_FIELDS))).orElse(Ownership.NONE);
        if (before.isPresent() && owners.isEmpty()) {
            owners = owners.updated(served.schema().root(), bare(served), live,
                    Apply.updater(BEFORE_FIRST_APPLY, served.kind().apiVersion(), ""), now());
        }
        return new Apply(served.schema().root(), untouched(served, options.subresource()), by, patch.force(), now()).to(live, owners, config);
    }

    /** @throws ApiException 400 if a configuration has managedFields itself */
    static void refuseManagedFields(ObjectNode config) {
        if (config.path("metadata").has(MANAGED_FIELDS)) {
            throw ApiErrors.badRequest("metadata.managedFields must be nil");
        }
    }

    /** Puts the owners into an object. */
    static void put(Ownership owners, ObjectNode object) {
        ArrayNode list = ManagedFields.encode(owners);
        if (list.isEmpty()) {
            Trees.metadata(object).remove(MANAGED_FIELDS);
        } else {
            Trees.metadata(object).set(MANAGED_FIELDS, list);
        }
    }

    /** @return the object without managedFields; the same if it has none, else a copy that shares all the rest */
    static ObjectNode without(ObjectNode object) {
        if (!(object.get("metadata") instanceof ObjectNode metadata) || !metadata.has(MANAGED_FIELDS)) {
            return object;
        }
        ObjectNode bare = JsonNodeFactory.instance.objectNode();
        bare.setAll(metadata);
        bare.remove(MANAGED_FIELDS);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.setAll(object);
        out.set("metadata", bare);
        return out;
    }

    private static ObjectNode bare(ServedKind served) {
        return served.schema() instanceof ModelSchema ? BareObjects.of(served.schema().root()) : JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode touched(ServedKind served, ObjectNode object, String subresource) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.setAll(object);
        out.remove(untouched(served, subresource));
        return out;
    }

    private static List<String> untouched(ServedKind served, String subresource) {
        List<String> parts = new ArrayList<>();
        if (subresource.isEmpty() && served.subresources().contains(STATUS)) {
            parts.add(STATUS);
        } else if (subresource.equals(STATUS)) {
            served.schema().root().fields().keySet().stream().filter(field -> !field.equals(STATUS) && !field.equals("metadata"))
                    .forEach(parts::add);
        }
        return parts;
    }

    private static Manager updater(ServedKind served, WriteOptions options) {
        return Apply.updater(options.fieldManager(), served.kind().apiVersion(), options.subresource());
    }

    private String now() {
        return Scalars.time(clock.instant());
    }
}
