package dev.glassplane.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write on its way: what can be prepared on the caller's thread is.
 *
 * @param object own copy without a resourceVersion, empty to delete
 * @param body   the same as JSON, null to delete
 * @param done   completes once the write is committed or has failed
 */
record PendingWrite(ObjectKey key, Revision expected, Optional<ObjectNode> object, byte[] body, CompletableFuture<Stored> done) {

    /** @throws IllegalArgumentException if the write deletes what must not exist */
    static PendingWrite of(Write write) {
        if (write.object().isEmpty() && write.expected().equals(Revision.ZERO)) {
            throw new IllegalArgumentException("a delete of " + write.key() + " must name the revision that it deletes");
        }
        Optional<ObjectNode> object = write.object().map(Json::copyWithoutRevision);
        return new PendingWrite(write.key(), write.expected(), object, object.map(Json::bytes).orElse(null), new CompletableFuture<>());
    }

    /**
     * @param before the object now
     * @return the event that this write is at the revision
     */
    Event at(Revision revision, Optional<Stored> before) {
        Event.Type type = object.isEmpty() ? Event.Type.DELETED : before.isEmpty() ? Event.Type.ADDED : Event.Type.MODIFIED;
        ObjectNode state = object.map(own -> Json.stamp(own, revision))
                .orElseGet(() -> Json.restamped(before.orElseThrow().object(), revision));
        return new Event(type, revision, new Stored(key, revision, state), before);
    }
}
