package dev.glassplane.registry;

import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The only way to write objects. Every method that fails throws {@link ApiException} with the {@code Status} that kube-apiserver gives, and
 * has then changed nothing. Objects handed in are not kept; objects handed out must not be modified.
 */
public interface Objects {

    /**
     * Creates an object: schema check, defaulting, allocation, validation.
     *
     * @param namespace of the request, empty for cluster-scoped kinds
     * @param object    with kind and apiVersion, or without them
     */
    Stored create(Kind kind, String namespace, ObjectNode object, WriteOptions options);

    /** Replaces an object; a {@code metadata.resourceVersion} in it is a precondition. */
    Stored update(Kind kind, String namespace, String name, ObjectNode object, WriteOptions options);

    /** Applies a patch to the current state, again if somebody else writes in between. */
    Stored patch(Kind kind, String namespace, String name, Patch patch, WriteOptions options);

    /**
     * Deletes, or begins to: finalizers and a pod's grace period keep the object with a deletionTimestamp.
     *
     * @return the object's last state, and whether it is gone
     */
    Deletion delete(Kind kind, String namespace, String name, DeleteOptions options);

    /** @return the object now */
    Optional<Stored> get(Kind kind, String namespace, String name);

    /** @return all objects of the kind now */
    Listing list(Kind kind);

    /**
     * Reads, changes and writes back until it succeeds; writes nothing if the function returns an equal object or null. For controllers.
     *
     * @param subresource empty, {@code status} or {@code scale}
     * @param change      gets a copy that it may modify and return
     * @return the state afterwards, empty if the object does not exist
     */
    Optional<Stored> modify(Kind kind, String namespace, String name, String subresource, UnaryOperator<ObjectNode> change);

    /** @return the key under which the kind keeps an object */
    default ObjectKey key(Kind kind, String namespace, String name) {
        return new ObjectKey(kind.resource(), kind.namespaced() ? namespace : "", name);
    }

    /**
     * @param object last state
     * @param gone   false while finalizers or grace keep it
     */
    record Deletion(Stored object, boolean gone) {}
}
