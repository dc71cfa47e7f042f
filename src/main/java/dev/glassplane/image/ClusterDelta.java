package dev.glassplane.image;

import dev.glassplane.store.ObjectKey;
import java.util.Set;

/**
 * What changed between two images.
 *
 * @param full    true for the catch-up delta that a new publisher gets first: everything may have changed
 * @param touched keys of objects added, modified or deleted
 */
public record ClusterDelta(boolean full, Set<ObjectKey> touched) {

    public ClusterDelta {
        touched = Set.copyOf(touched);
    }

    /** @return whether an object of the resource may have changed */
    public boolean touches(String resource) {
        return full || touched.stream().anyMatch(key -> key.resource().equals(resource));
    }
}
