package dev.glassplane.image;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The cluster's time: the machine's, or virtual time that only moves when told to. */
public interface ClusterClock extends InstantSource {

    /** @return whether time is virtual */
    boolean virtual();

    /**
     * Moves virtual time on, running every control loop that is due on the way, in order of time.
     *
     * @param by not negative, at most a week
     * @throws IllegalArgumentException if it is out of these bounds
     * @throws IllegalStateException    if time is real
     */
    Instant advance(Duration by);
}
