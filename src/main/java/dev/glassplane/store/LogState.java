package dev.glassplane.store;

import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * All objects at a revision; a persistent value, so that a list is a snapshot.
 *
 * @param revision of the last write in it
 * @param objects  by resource, then by key
 */
record LogState(Revision revision, PMap<String, TreePMap<ObjectKey, Stored>> objects) {

    static final LogState EMPTY = new LogState(Revision.ZERO, HashTreePMap.empty());

    Optional<Stored> get(ObjectKey key) {
        return Optional.ofNullable(of(key.resource()).get(key));
    }

    TreePMap<ObjectKey, Stored> of(String resource) {
        TreePMap<ObjectKey, Stored> found = objects.get(resource);
        return found == null ? TreePMap.empty() : found;
    }

    Listing list(String resource) {
        return new Listing(revision, List.copyOf(of(resource).values()));
    }

    LogState with(Event event) {
        Stored current = event.current();
        return with(current.key(), event.type() == Event.Type.DELETED ? Optional.empty() : Optional.of(current), event.revision());
    }

    /** @param value the object's state, empty if it does not exist */
    LogState with(ObjectKey key, Optional<Stored> value, Revision at) {
        TreePMap<ObjectKey, Stored> before = of(key.resource());
        return new LogState(at, objects.plus(key.resource(), value.map(state -> before.plus(key, state)).orElseGet(() -> before.minus(key))));
    }
}
