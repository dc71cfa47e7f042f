package dev.glassplane.vpc;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.store.ObjectKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Keeps what changed while a control loop has to wait for an image that shows its own writes. Not thread-safe: loops run on one thread. */
public final class PendingDelta {

    private boolean full;
    private final Set<ObjectKey> touched = new HashSet<>();

    /**
     * @param delta what changed since the last call
     * @param ready whether the loop can work now
     * @return everything that changed since the loop last worked, empty if it cannot work now
     */
    public Optional<ClusterDelta> after(ClusterDelta delta, boolean ready) {
        full |= delta.full();
        touched.addAll(delta.touched());
        if (!ready) {
            return Optional.empty();
        }
        ClusterDelta all = new ClusterDelta(full, touched);
        full = false;
        touched.clear();
        return Optional.of(all);
    }
}
