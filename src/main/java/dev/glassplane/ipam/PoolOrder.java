package dev.glassplane.ipam;

import java.util.OptionalLong;

/**
 * The order in which slots of an interface are given out, where ipamd walks a map in no fixed order: ascending, or drawn from a seed.
 *
 * @param seed of the order, empty for ascending
 */
record PoolOrder(OptionalLong seed) {

    /** Ascending. */
    static final PoolOrder FIXED = new PoolOrder(OptionalLong.empty());

    int compare(Slot a, Slot b) {
        int drawn = seed.isPresent() ? Long.compare(rank(a), rank(b)) : 0;
        return drawn != 0 ? drawn : a.cidr().compareTo(b.cidr());
    }

    private long rank(Slot slot) {
        long mixed = (slot.cidr().network().low() + seed.orElse(0) * 0x9E37_79B9_7F4A_7C15L) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ mixed >>> 29;
    }
}
