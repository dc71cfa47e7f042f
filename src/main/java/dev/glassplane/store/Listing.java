package dev.glassplane.store;

import java.util.List;

/**
 * Objects of one resource at one revision, ordered by namespace and name.
 *
 * @param revision the snapshot's revision
 * @param objects  in key order
 */
public record Listing(Revision revision, List<Stored> objects) {

    public Listing {
        objects = List.copyOf(objects);
    }
}
