package dev.glassplane.apiserver;

import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page of a list.
 *
 * @param revision  of the snapshot that all pages come from
 * @param objects   of this page
 * @param next      token for the next page, empty on the last
 * @param remaining objects after this page, if that can be said
 */
record Page(Revision revision, List<Stored> objects, String next, OptionalLong remaining) {}
