package dev.glassplane.image;

import java.time.Instant;
import java.util.Optional;

/**
 * A Kubernetes control loop. All loops run one after the other on one thread, in the order of {@code @Order}; each sees every change, though
 * several may come as one delta, and the image shows everything that any loop wrote before. Level-triggered: it looks at the image, writes
 * what should be there through {@link dev.glassplane.registry.Objects}, and a second run on the resulting image writes nothing. An exception
 * is logged and the loop runs again with a full delta, after a pause that grows with every failure in a row.
 */
public interface ControlLoop {

    /** @return short name for logs and {@code /readyz?verbose} */
    String name();

    /**
     * @param delta what changed since this loop's last run
     * @param now   the clock's time
     * @return when to run again although nothing changes; empty: only on a change
     */
    Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now);
}
