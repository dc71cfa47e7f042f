package dev.glassplane.controller.loop;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.registry.ApiException;
import dev.glassplane.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that treats one object at a time: those that a delta concerns, and those whose time has come. An object that the registry refuses
 * to be treated is logged and tried again later; it does not hold up the others.
 */
public abstract class ObjectLoop implements ControlLoop {

    /** How long a refused object waits before the next try. */
    static final Duration RETRY_DELAY = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(ObjectLoop.class);
    private final Map<ObjectKey, Instant> timers = new HashMap<>();

    /** @return keys of the objects that the delta concerns; also called with an empty delta */
    protected abstract SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image);

    /**
     * Brings one object, which may be gone, to where it should be.
     *
     * @return when to look at it again although nothing changes
     */
    protected abstract Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now);

    @Override
    public final Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        SortedSet<ObjectKey> keys = new TreeSet<>(concerned(delta, image));
        timers.forEach((key, at) -> {
            if (!at.isAfter(now)) {
                keys.add(key);
            }
        });
        for (ObjectKey key : keys) {
            timers.remove(key);
            try {
                treat(key, image, now).ifPresent(at -> timers.put(key, at));
            } catch (ApiException e) {
                LOG.warn("{}: {} was refused, next try in {} s: {}", name(), key, RETRY_DELAY.toSeconds(), e.getMessage());
                timers.put(key, now.plus(RETRY_DELAY));
            }
        }
        return timers.values().stream().min(Comparator.naturalOrder());
    }

    /** @return keys of the resource that the delta touches, all of them with a full delta */
    protected static SortedSet<ObjectKey> touched(String resource, ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> keys = new TreeSet<>();
        if (delta.full()) {
            keys.addAll(image.all(resource).keySet());
        }
        delta.touched().stream().filter(key -> key.resource().equals(resource)).forEach(keys::add);
        return keys;
    }
}
