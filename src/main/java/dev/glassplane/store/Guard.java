package dev.glassplane.store;

import java.util.Optional;
import java.util.function.Function;

/**
 * What must still hold when a write is committed, besides its precondition: it sees the writes of all processes before this one. Runs on
 * the writer's thread, so it must be quick and must not write.
 */
@FunctionalInterface
public interface Guard {

    /** Nothing. */
    Guard NONE = state -> { };

    /**
     * @param state objects just before the write
     * @throws RuntimeException if the write must not be made; the writer's caller gets it
     */
    void check(Function<ObjectKey, Optional<Stored>> state);
}
