package dev.glassplane.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write on its way: what can be prepared on the caller's thread is.
 *
 * @param object own copy without a resourceVersion, empty to delete
 * @param body   the same as JSON, null to delete
 * @param guard  what else must hold at the commit
 * @param done   completes once the write is committed or has failed
 */
record PendingWrite(ObjectKey key, Revision expected, Optional<ObjectNode> object, byte[] body, Guard guard, CompletableFuture<Stored> done) {

    /** @throws IllegalArgumentException if the write deletes what must not exist */
    static PendingWrite of(Write write) {
        if (write.object().isEmpty() && write.expected().equals(Revision.ZERO)) {
            throw new IllegalArgumentException("a delete of " + write.key() + " must name the revision that it deletes");
        }
        Optional<ObjectNode> object = write.object().map(Json::copyWithoutRevision);
        return new PendingWrite(write.key(), write.expected(), object, object.map(Json::bytes).orElse(null), both(Fence.current(), write.guard()),
                new CompletableFuture<>());
    }

    private static Guard both(Guard fence, Guard own) {
        if (fence == Guard.NONE || own == Guard.NONE) {
            return fence == Guard.NONE ? own : fence;
        }
        return state -> {
            fence.check(state);
            own.check(state);
        };
    }

    /**
     * @param state all objects now
     * @throws RuntimeException why the write must not be made
     */
    void check(Function<ObjectKey, Optional<Stored>> state) {
        Revision actual = state.apply(key).map(Stored::revision).orElse(Revision.ZERO);
        if (!actual.equals(expected)) {
            throw new ConflictException(key, expected, actual);
        }
        guard.check(state);
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
