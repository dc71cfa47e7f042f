package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.ScalePaths;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.fields.Ownership;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.registry.schema.UndecodableException;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** From what a client sent to the state that should be written: decode, default, carry over what is not the client's. */
@Component
final class Preparation {

    private static final String STATUS = "status";
    private static final String METADATA = "metadata";
    private static final String BINDING = "binding";

    private final Identities identities;
    private final NamespaceRule namespaces;
    private final InstantSource clock;
    private final FieldOwners owners;

    Preparation(Identities identities, NamespaceRule namespaces, InstantSource clock, FieldOwners owners) {
        this.owners = owners;
        this.identities = identities;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /**
     * @param applied who owns what, if the object comes from an apply
     * @return the new object, complete but for allocated addresses
     */
    ObjectNode create(ServedKind served, String namespace, ObjectNode object, Optional<Ownership> applied, WriteOptions options) {
        Kind kind = served.kind();
        ObjectNode after = decode(served, object, options);
        Ownership owned = applied.orElseGet(() -> owners.created(served, object, after, options));
        checkNamespace(kind, namespace, after);
        String name = Trees.meta(after, "name");
        String generateName = Trees.meta(after, "generateName");
        if (name.isEmpty() && !generateName.isEmpty()) {
            name = identities.generate(kind.resource(), namespace, generateName);
        }
        namespaces.checkCreate(kind, namespace, name);
        ObjectKey key = new ObjectKey(kind.resource(), kind.namespaced() ? namespace : "", name);
        Metadata.create(served, after, key, identities.uid(key), clock.instant());
        JsonNode status = after.get(STATUS);
        served.strategy().prepareCreate(after);
        if (status != null && !served.subresources().contains(STATUS)) {
            after.set(STATUS, status); // an ordinary field of a kind without the subresource
        } else if (!after.has(STATUS)) {
            served.schema().newStatus().ifPresent(given -> after.set(STATUS, given));
        }
        FieldOwners.put(owned, after);
        return after;
    }

    /**
     * @param applied who owns what, if the change is an apply
     * @return the state after the change; the resourceVersion is left out
     */
    ObjectNode update(ServedKind served, Stored before, ObjectNode wanted, Optional<Ownership> applied, WriteOptions options) {
        ObjectNode old = FieldOwners.without(before.object());
        ObjectNode decoded = decode(served, wanted, options);
        ObjectNode after = switch (options.subresource()) {
            case "" -> main(served, decoded, old);
            case STATUS -> status(served, decoded, old);
            case "scale" -> scale(served.scale(), decoded, old);
            case BINDING -> binding(decoded, old, clock.instant());
            case "finalize" -> part(decoded, old, "finalizers");
            default -> throw ApiErrors.badRequest("the subresource " + options.subresource() + " of " + served.kind().resource()
                    + " cannot be written");
        };
        Metadata.update(served, after, old);
        if (options.subresource().equals(BINDING)) {
            Trees.carry(FieldOwners.MANAGED_FIELDS, Trees.metadata(before.object()), Trees.metadata(after)); // upstream keeps no track of these
        } else {
            FieldOwners.put(applied.orElseGet(() -> owners.updated(served, wanted, before.object(), after, options)), after);
        }
        return after;
    }

    private static ObjectNode main(ServedKind served, ObjectNode after, ObjectNode old) {
        if (served.subresources().contains(STATUS)) {
            Trees.carry(STATUS, old, after);
        }
        served.strategy().prepareUpdate(after, old);
        return after;
    }

    /** Only the status and, as upstream lets through, metadata may change. */
    private static ObjectNode status(ServedKind served, ObjectNode after, ObjectNode old) {
        if (!served.subresources().contains(STATUS)) {
            throw ApiErrors.notFound(served.kind(), Trees.meta(old, "name") + "/status");
        }
        ObjectNode out = old.deepCopy();
        Trees.carry(STATUS, after, out);
        ObjectNode metadata = Trees.metadata(after).deepCopy();
        if (served.kind().group().equals("apps")) {
            Trees.carry("labels", Trees.metadata(old), metadata);
        }
        Trees.carry("ownerReferences", Trees.metadata(old), metadata);
        out.set(METADATA, metadata);
        return out;
    }

    private static ObjectNode scale(ScalePaths paths, ObjectNode after, ObjectNode old) {
        JsonNode replicas = ScalePaths.at(after, paths.wanted());
        if (replicas.asInt(0) < 0) {
            FieldErrors errors = new FieldErrors();
            errors.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
            throw ApiErrors.invalid("autoscaling", "Scale", Trees.meta(old, "name"), errors.causes());
        }
        ObjectNode out = old.deepCopy();
        paths.want(out, replicas.asInt(0));
        return out;
    }

    private static ObjectNode binding(ObjectNode after, ObjectNode old, java.time.Instant now) {
        ObjectNode out = old.deepCopy();
        ObjectNode spec = (ObjectNode) out.get("spec");
        String node = after.path("spec").path("nodeName").asString("");
        if (!spec.path("nodeName").asString("").isEmpty()) {
            throw new dev.glassplane.registry.ApiException(409, "Conflict", "Operation cannot be fulfilled on pods/binding \""
                    + Trees.meta(old, "name") + "\": pod " + Trees.meta(old, "name") + " is already assigned to node \""
                    + spec.path("nodeName").asString() + "\"",
                    new dev.glassplane.registry.ApiException.Details(Trees.meta(old, "name"), "", "pods/binding", "", List.of(), 0));
        }
        spec.put("nodeName", node);
        Conditions.set(out, "PodScheduled", "True", now);
        return out;
    }

    private static ObjectNode part(ObjectNode after, ObjectNode old, String field) {
        ObjectNode out = old.deepCopy();
        ObjectNode spec = out.get("spec") instanceof ObjectNode found ? found : out.putObject("spec");
        Trees.carry(field, after.get("spec") instanceof ObjectNode found ? found : JsonNodeFactory.instance.objectNode(), spec);
        return out;
    }

    /** @throws UndecodableException for a type error, or for an unknown field if validation is strict */
    ObjectNode decode(ServedKind served, ObjectNode object, WriteOptions options) {
        Kind kind = served.kind();
        List<String> unknown = new ArrayList<>();
        ObjectNode decoded = served.schema().decode(kind, FieldOwners.without(object), unknown);
        switch (options.fieldValidation()) {
            case IGNORE -> { }
            case WARN -> unknown.forEach(path -> options.warnings().accept("unknown field " + FieldErrors.quoted(path)));
            case STRICT -> {
                if (!unknown.isEmpty()) {
                    throw new UndecodableException(kind, "strict decoding error: " + String.join(", ",
                            unknown.stream().map(path -> "unknown field " + FieldErrors.quoted(path)).toList()));
                }
            }
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        decoded.remove(List.of("apiVersion", "kind"));
        out.setAll(decoded);
        served.strategy().defaults(out);
        return out;
    }

    /** @throws dev.glassplane.registry.ApiException 400 if the body names another object than the URL */
    void checkRequest(ServedKind served, String namespace, String name, ObjectNode object) {
        String own = Trees.meta(object, "name");
        if (own.isEmpty()) {
            FieldErrors errors = new FieldErrors();
            errors.required("metadata.name", "name must be provided");
            if (!object.path(METADATA).isObject()) {
                throw ApiErrors.badRequest("name must be provided");
            }
            throw ApiErrors.badRequest("the name of the object (" + own + ") does not match the name on the URL (" + name + ")");
        }
        if (!own.equals(name)) {
            throw ApiErrors.badRequest("the name of the object (" + own + ") does not match the name on the URL (" + name + ")");
        }
        checkNamespace(served.kind(), namespace, object);
    }

    private static void checkNamespace(Kind kind, String namespace, ObjectNode object) {
        String own = Trees.meta(object, "namespace");
        if (kind.namespaced() && !own.isEmpty() && !own.equals(namespace)) {
            throw ApiErrors.badRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
