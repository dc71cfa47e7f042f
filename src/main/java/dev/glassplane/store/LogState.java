package dev.glassplane.store;

import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The current objects at one revision: immutable, so that a list is a snapshot for free.
 *
 * @param revision last write
 * @param objects  by resource, then by key
 */
record LogState(Revision revision, PMap<String, TreePMap<ObjectKey, Stored>> objects) {

    /** Before the first write. */
    static final LogState EMPTY = new LogState(Revision.ZERO, HashTreePMap.empty());

    Optional<Stored> get(ObjectKey key) {
        TreePMap<ObjectKey, Stored> ofResource = objects.get(key.resource());
        return ofResource == null ? Optional.empty() : Optional.ofNullable(ofResource.get(key));
    }

    Listing list(String resource) {
        return new Listing(revision, List.copyOf(objects.getOrDefault(resource, TreePMap.empty()).values()));
    }

    /** @return the state after the event */
    LogState with(Event event) {
        ObjectKey key = event.current().key();
        TreePMap<ObjectKey, Stored> before = objects.getOrDefault(key.resource(), TreePMap.empty());
        TreePMap<ObjectKey, Stored> after = event.type() == Event.Type.DELETED ? before.minus(key) : before.plus(key, event.current());
        return new LogState(event.revision(), objects.plus(key.resource(), after));
    }

    /** @return the state before the event, at the revision of the write before it */
    LogState without(Event event, Revision earlier) {
        ObjectKey key = event.current().key();
        TreePMap<ObjectKey, Stored> after = objects.getOrDefault(key.resource(), TreePMap.empty());
        TreePMap<ObjectKey, Stored> before = event.previous().map(stored -> after.plus(key, stored)).orElseGet(() -> after.minus(key));
        return new LogState(earlier, objects.plus(key.resource(), before));
    }
}
