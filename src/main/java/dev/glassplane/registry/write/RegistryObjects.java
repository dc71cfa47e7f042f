package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.registry.kinds.ServedKind.Support;
import dev.glassplane.registry.kinds.ServedKinds;
import dev.glassplane.registry.patch.Patches;
import dev.glassplane.registry.schema.UndecodableException;
import dev.glassplane.store.ConflictException;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import dev.glassplane.store.Write;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@link Objects} over the revision log. */
@Component
final class RegistryObjects implements Objects {

    /** Tries of a write that others keep getting in the way of. */
    private static final int TRIES_MAX = 100;
    /** Names tried for one {@code generateName}. */
    private static final int GENERATED_NAMES_MAX = 8;

    private final RevisionLog log;
    private final ServedKinds kinds;
    private final Preparation preparation;
    private final Commits commits;
    private final Answers answers;
    private final Applies applies;
    private final NamespaceRule namespaces;
    private final InstantSource clock;

    RegistryObjects(RevisionLog log, ServedKinds kinds, Preparation preparation, Commits commits, Answers answers, Applies applies,
                    NamespaceRule namespaces, InstantSource clock) {
        this.log = log;
        this.kinds = kinds;
        this.preparation = preparation;
        this.commits = commits;
        this.answers = answers;
        this.applies = applies;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    @Override
    public Stored create(Kind kind, String namespace, ObjectNode object, WriteOptions options) {
        ServedKind served = served(kind, "create");
        if (served.support() == Support.ANSWERING) {
            return answers.answer(served, namespace, object, options);
        }
        String generateName = Trees.meta(object, "generateName");
        boolean generated = Trees.meta(object, "name").isEmpty() && !generateName.isEmpty();
        for (int tries = 1; ; tries++) {
            ObjectNode after = preparation.create(served, namespace, object, Optional.empty(), options);
            ObjectKey key = key(kind, namespace, Trees.meta(after, "name"));
            try {
                return commits.create(served, key, after, options);
            } catch (ConflictException _) {
                if (!generated || tries == GENERATED_NAMES_MAX) {
                    throw ApiErrors.alreadyExists(kind, key.name());
                }
            }
        }
    }

    @Override
    public Stored update(Kind kind, String namespace, String name, ObjectNode object, WriteOptions options) {
        ServedKind served = served(kind, "update");
        preparation.checkRequest(served, namespace, name, object);
        ObjectKey key = key(kind, namespace, name);
        boolean creates = served.strategy().createsOnUpdate() && options.subresource().isEmpty();
        if (creates && log.get(key).isEmpty()) {
            if (!Trees.meta(object, "resourceVersion").isEmpty()) {
                throw ApiErrors.staleResourceVersion(kind, name);
            }
            return create(kind, namespace, object, options);
        }
        return change(served, key, options, before -> object);
    }

    @Override
    public Stored patch(Kind kind, String namespace, String name, Patch patch, WriteOptions options) {
        ServedKind served = served(kind, "patch");
        if (patch instanceof Patch.Apply apply) {
            return applies.apply(served, key(kind, namespace, name), apply, options);
        }
        try {
            return change(served, key(kind, namespace, name), options, before -> {
                ObjectNode patched = Patches.apply(kind, before.object(), patch, served.schema().root());
                preparation.checkRequest(served, namespace, name, patched);
                return patched;
            });
        } catch (UndecodableException e) {
            throw Patches.cannotBeApplied(patch, e.why());
        }
    }

    @Override
    public Optional<Stored> modify(Kind kind, String namespace, String name, String subresource, UnaryOperator<ObjectNode> change) {
        ServedKind served = served(kind, "update");
        ObjectKey key = key(kind, namespace, name);
        if (log.get(key).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(change(served, key, WriteOptions.by(LoopManagers.of(kind, subresource)).on(subresource), before -> {
                ObjectNode changed = change.apply(FieldOwners.without(before.object()).deepCopy());
                return changed == null ? before.object() : changed;
            }));
        } catch (MissingException _) {
            return Optional.empty();
        }
    }

    /** The object went away; the message is the one that clients get. */
    private static final class MissingException extends dev.glassplane.registry.ApiException {
        private static final long serialVersionUID = 1L;

        MissingException(dev.glassplane.registry.ApiException notFound) {
            super(notFound.code(), notFound.reason(), notFound.getMessage(), notFound.details());
        }
    }

    private Stored change(ServedKind served, ObjectKey key, WriteOptions options, Function<Stored, ObjectNode> change) {
        Kind kind = served.kind();
        for (int tries = 1; ; tries++) {
            Stored before = log.get(key).orElseThrow(() -> new MissingException(ApiErrors.notFound(kind, key.name())));
            ObjectNode wanted = change.apply(before);
            if (wanted == before.object()) {
                return before;
            }
            String revision = Trees.meta(wanted, "resourceVersion");
            if (!revision.isEmpty() && !revision.equals("0") && !revision.equals(before.revision().toString())) {
                throw ApiErrors.staleResourceVersion(kind, key.name());
            }
            ObjectNode after = preparation.update(served, before, wanted, Optional.empty(), options);
            try {
                return commits.update(served, before, after, options);
            } catch (ConflictException _) {
                if (tries == TRIES_MAX) {
                    throw ApiErrors.staleResourceVersion(kind, key.name());
                }
            }
        }
    }

    @Override
    public Deletion delete(Kind kind, String namespace, String name, DeleteOptions options) {
        ServedKind served = served(kind, "delete");
        namespaces.checkDelete(kind, name);
        ObjectKey key = key(kind, namespace, name);
        for (int tries = 1; ; tries++) {
            Stored before = log.get(key).orElseThrow(() -> ApiErrors.notFound(kind, name));
            Deletions.checkPreconditions(kind, before, options);
            ObjectNode after = before.object().deepCopy();
            boolean gone = Deletions.mark(kind, after, options, clock.instant());
            try {
                return new Deletion(gone ? commits.delete(before, options.dryRun()) : commits.mark(before, after, options.dryRun()), gone);
            } catch (ConflictException _) {
                if (tries == TRIES_MAX) {
                    throw ApiErrors.staleResourceVersion(kind, name);
                }
            }
        }
    }

    @Override
    public Optional<Stored> get(Kind kind, String namespace, String name) {
        return log.get(key(kind, namespace, name));
    }

    @Override
    public Listing list(Kind kind) {
        return log.list(key(kind, "", "").resource());
    }

    /** Events of both groups are the same objects. */
    @Override
    public ObjectKey key(Kind kind, String namespace, String name) {
        String resource = kind.resource().equals("events.events.k8s.io") ? "events" : kind.resource();
        return new ObjectKey(resource, kind.namespaced() ? namespace : "", name);
    }

    private ServedKind served(Kind kind, String verb) {
        ServedKind served = kinds.served(kind);
        if (!served.verbs().contains(verb)) {
            throw served.support() == Support.EMPTY ? refuseEmpty(kind, verb) : ApiErrors.methodNotSupported(kind, verb);
        }
        return served;
    }

    private static RuntimeException refuseEmpty(Kind kind, String verb) {
        return new dev.glassplane.registry.ApiException(405, "MethodNotAllowed", verb + " is not supported on resources of kind \""
                + kind.resource() + "\": the kind is listed for clients that ask, nothing acts on it (limit: stored-only-kinds)",
                new dev.glassplane.registry.ApiException.Details("", kind.group(), kind.plural(), "", List.of(), 0));
    }
}
