package dev.glassplane.controller.loop;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Stored;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes of control loops. An object that somebody else has removed or made in the meantime is not an error: the next image shows it and
 * the loop looks again. Other refusals are thrown.
 */
public final class Writer {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private final Objects objects;
    private final Kinds kinds;
    private final WriteOptions options;

    /** @param fieldManager who writes, for example {@code kube-controller-manager} */
    public Writer(Objects objects, Kinds kinds, String fieldManager) {
        this.objects = objects;
        this.kinds = kinds;
        this.options = WriteOptions.by(fieldManager);
    }

    /** @return the kind of a resource */
    public Kind kind(String resource) {
        return kinds.named(resource);
    }

    /** @return the object created, empty if one of that name has appeared in the meantime */
    public Optional<Stored> create(String resource, ObjectNode object) {
        try {
            return Optional.of(objects.create(kind(resource), object.path("metadata").path("namespace").asString(""), object, options));
        } catch (ApiException e) {
            return quiet(e);
        }
    }

    /**
     * Changes an object if the change makes a difference to what was seen.
     *
     * @param seen   as the image shows it
     * @param change modifies the copy that it gets; may run more than once
     * @return whether something was to be written
     */
    public boolean modify(Stored seen, String subresource, Consumer<ObjectNode> change) {
        ObjectNode copy = seen.object().deepCopy();
        change.accept(copy);
        if (copy.equals(seen.object())) {
            return false;
        }
        try {
            objects.modify(kind(seen.key().resource()), seen.key().namespace(), seen.key().name(), subresource, current -> {
                change.accept(current);
                return current;
            });
        } catch (ApiException e) {
            quiet(e);
        }
        return true;
    }

    /** Deletes the object that was seen, and no other of the same name. */
    public void delete(Stored seen, DeleteOptions how) {
        try {
            String uid = seen.object().path("metadata").path("uid").asString("");
            objects.delete(kind(seen.key().resource()), seen.key().namespace(), seen.key().name(), new DeleteOptions(
                    how.gracePeriodSeconds(), how.propagation(), uid.isEmpty() ? Optional.empty() : Optional.of(uid),
                    how.resourceVersion(), how.dryRun()));
        } catch (ApiException e) {
            quiet(e);
        }
    }

    private static Optional<Stored> quiet(ApiException e) {
        if (e.code() == NOT_FOUND || e.code() == CONFLICT) {
            return Optional.empty();
        }
        throw e;
    }
}
