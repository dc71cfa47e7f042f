package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.fields.Ownership;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.store.ConflictException;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply: {@code apiserver: pkg/endpoints/handlers/patch.go}. */
@Component
final class Applies {

    /** Tries of an apply that others keep getting in the way of. */
    private static final int TRIES_MAX = 100;

    private final RevisionLog log;
    private final Preparation preparation;
    private final Commits commits;
    private final FieldOwners owners;

    Applies(RevisionLog log, Preparation preparation, Commits commits, FieldOwners owners) {
        this.log = log;
        this.preparation = preparation;
        this.commits = commits;
        this.owners = owners;
    }

    /** @return the object afterwards; made if it was not there */
    Stored apply(ServedKind served, ObjectKey key, Patch.Apply patch, WriteOptions options) {
        ObjectNode config = configuration(served, key, patch.configuration());
        for (int tries = 1; ; tries++) {
            Optional<Stored> before = log.get(key);
            try {
                return before.isPresent() ? change(served, before.get(), config, patch, options) : create(served, key, config, patch, options);
            } catch (ConflictException _) {
                if (tries == TRIES_MAX) {
                    throw ApiErrors.staleResourceVersion(served.kind(), key.name());
                }
            }
        }
    }

    private Stored change(ServedKind served, Stored before, ObjectNode config, Patch.Apply patch, WriteOptions options) {
        String revision = Trees.meta(config, "resourceVersion");
        if (!revision.isEmpty() && !revision.equals(before.revision().toString())) {
            throw ApiErrors.staleResourceVersion(served.kind(), before.key().name());
        }
        Ownership.Applied applied = owners.applied(served, Optional.of(before.object()), config, patch, options);
        ObjectNode after = preparation.update(served, before, applied.object(), Optional.of(applied.owners()), options);
        return commits.update(served, before, after, options);
    }

    private Stored create(ServedKind served, ObjectKey key, ObjectNode config, Patch.Apply patch, WriteOptions options) {
        Kind kind = served.kind();
        String uid = Trees.meta(config, "uid");
        if (!uid.isEmpty()) {
            throw ApiErrors.conflict(kind, key.name(), "uid mismatch: the provided object specified uid " + uid
                    + ", and no existing object was found");
        }
        if (!options.subresource().isEmpty() || !Trees.meta(config, "resourceVersion").isEmpty()) {
            throw ApiErrors.notFound(kind, key.name());
        }
        Ownership.Applied applied = owners.applied(served, Optional.empty(), config, patch, options);
        ObjectNode after = preparation.create(served, key.namespace(), applied.object(), Optional.of(applied.owners()), options);
        return commits.create(served, key, after, options);
    }

    /** What the client sent, read by the schema but without defaults: what it does not say it does not own. */
    private ObjectNode configuration(ServedKind served, ObjectKey key, ObjectNode sent) {
        Kind kind = served.kind();
        FieldOwners.refuseManagedFields(sent);
        checkType(kind, sent);
        preparation.checkRequest(served, key.namespace(), key.name(), named(sent, key.name()));
        List<String> unknown = new ArrayList<>();
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        ObjectNode decoded = served.schema().decodeAsSent(kind, named(sent, key.name()), unknown);
        decoded.remove(List.of("apiVersion", "kind"));
        config.setAll(decoded);
        if (!unknown.isEmpty()) {
            String where = (key.namespace().isEmpty() ? "" : key.namespace()) + "/" + key.name() + "; " + kind.apiVersion() + ", Kind=" + kind.name();
            String errors = String.join("\n", unknown.stream().map(path -> "." + path + ": field not declared in schema").toList());
            throw new ApiException(500, "", "failed to create typed patch object (" + where + "): "
                    + (unknown.size() == 1 ? errors : "errors:\n  " + errors.replace("\n", "\n  ")), null);
        }
        return config;
    }

    private static void checkType(Kind kind, ObjectNode sent) {
        String apiVersion = sent.path("apiVersion").asString("");
        String name = sent.path("kind").asString("");
        if (apiVersion.isEmpty() || name.isEmpty()) {
            throw ApiErrors.badRequest("an apply configuration should say apiVersion: " + kind.apiVersion() + " and kind: " + kind.name()
                    + ", found apiVersion " + FieldErrors.quoted(apiVersion) + " and kind " + FieldErrors.quoted(name));
        }
        if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.name())) {
            throw ApiErrors.badRequest("invalid object type: " + apiVersion + ", Kind=" + name + ", expected " + kind.apiVersion() + ", Kind="
                    + kind.name());
        }
    }

    /** An apply may leave the name to the URL. */
    private static ObjectNode named(ObjectNode sent, String name) {
        if (!Trees.meta(sent, "name").isEmpty()) {
            return sent;
        }
        ObjectNode out = sent.deepCopy();
        Trees.metadata(out).put("name", name);
        return out;
    }
}
