package dev.glassplane.ipam;

import dev.glassplane.net.Ip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An interface while its pool is worked on. */
final class PoolInterface {

    private final String id;
    private final int device;
    private final String subnet;
    private final Ip primary;
    private final boolean excluded;
    private final Instant attachedAt;
    private final Instant availableAt;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Slot> ordered = new ArrayList<>();

    /**
     * @param primary  its own address, null if it has none
     * @param excluded whether a tag of its subnet keeps its addresses from pods
     */
    PoolInterface(String id, int device, String subnet, Ip primary, boolean excluded, Instant attachedAt, Instant availableAt) {
        this.id = id;
        this.device = device;
        this.subnet = subnet;
        this.primary = primary;
        this.excluded = excluded;
        this.attachedAt = attachedAt;
        this.availableAt = availableAt;
    }

    String id() {
        return id;
    }

    int device() {
        return device;
    }

    String subnet() {
        return subnet;
    }

    Ip primary() {
        return primary;
    }

    Instant attachedAt() {
        return attachedAt;
    }

    Instant availableAt() {
        return availableAt;
    }

    /** @return whether a tag of its subnet keeps its addresses from pods */
    boolean excluded() {
        return excluded;
    }

    /** @return whether its addresses can be given out now */
    boolean usable(Instant now) {
        return !excluded && !now.isBefore(availableAt);
    }

    /** @return in the order in which they came */
    List<Slot> slots() {
        return slots;
    }

    /** @return in the order in which they are given out */
    List<Slot> ordered() {
        return ordered;
    }

    void add(Slot slot, PoolOrder order) {
        slots.add(slot);
        int at = Collections.binarySearch(ordered, slot, order::compare);
        ordered.add(at < 0 ? -at - 1 : at, slot);
    }

    void remove(Slot slot) {
        slots.remove(slot);
        ordered.remove(slot);
    }

    PoolState.Interface counts(boolean prefixMode, Instant now) {
        int freeCidrs = 0;
        int prefixes = 0;
        int freePrefixes = 0;
        int total = 0;
        int assigned = 0;
        int pods = 0;
        int cooling = 0;
        for (Slot slot : slots) {
            boolean free = slot.assigned() == 0;
            freeCidrs += free ? 1 : 0;
            prefixes += slot.prefix() ? 1 : 0;
            freePrefixes += slot.prefix() && free ? 1 : 0;
            total += slot.prefix() == prefixMode ? slot.size() : 0;
            assigned += slot.prefix() == prefixMode ? slot.assigned() : 0;
            pods += slot.assigned();
            cooling += slot.resting(now);
        }
        return new PoolState.Interface(id, device, excluded, slots.size(), freeCidrs, prefixes, freePrefixes, total, assigned, pods, cooling,
                attachedAt, availableAt);
    }
}
