package dev.glassplane.dataplane;

import dev.glassplane.store.Revision;
import java.time.Duration;

/** Hands out the current dataplane. */
public interface DataplaneSource {

    /** @return the newest published dataplane */
    Dataplane current();

    /**
     * Waits until a dataplane of at least this revision is published.
     *
     * @throws java.util.concurrent.TimeoutException if that takes longer
     */
    Dataplane atLeast(Revision revision, Duration timeout) throws java.util.concurrent.TimeoutException, InterruptedException;
}
