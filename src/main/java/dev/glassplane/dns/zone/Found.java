package dev.glassplane.dns.zone;

import java.util.List;

/** What the cluster has under a name. */
sealed interface Found {

    /** Addresses or an alias; {@code of} names the object. */
    record Items(List<Item> items, String of) implements Found {}

    /** The name is there, with nothing of its own. */
    record Nothing(String why) implements Found {}

    /** There is no such name. */
    record NoName(String why) implements Found {}
}
