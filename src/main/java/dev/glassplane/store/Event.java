package dev.glassplane.store;

import java.util.Optional;

/**
 * One write, as watchers see it.
 *
 * @param type     what happened
 * @param revision of the write
 * @param current  the object after the write; for DELETED its last state carrying the revision of the deletion
 * @param previous the object before the write
 */
public record Event(Type type, Revision revision, Stored current, Optional<Stored> previous) {

    /** Kinds of writes. */
    public enum Type {
        ADDED, MODIFIED, DELETED
    }
}
