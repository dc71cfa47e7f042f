package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.numbers.core.ArithmeticUtils;

/**
 * {@code mh}: a Maglev table of a prime number of slots, asked with the source address and, with {@code mh-port}, the source port. The keys are
 * fixed, so every host has the same table ({@code linux: net/netfilter/ipvs/ip_vs_mh.c}).
 */
final class MaglevHash implements SchedulerRule {

    /** Slots with the default CONFIG_IP_VS_MH_TAB_INDEX of 12. */
    static final int TABLE_SIZE = 4093;

    private static final int TURN_BITS = 6;
    private static final long FIRST_KEY = 2_654_435_761L;
    private static final long SECOND_KEY = 2_654_446_892L;

    private final Set<SchedulerFlag> flags;
    private final int size;
    private Destination[] slots = {};

    MaglevHash(Set<SchedulerFlag> flags, int size) {
        this.flags = flags;
        this.size = size;
    }

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        if (slots.length == 0) {
            return Optional.empty();
        }
        int port = flags.contains(SchedulerFlag.PORT) ? request.clientPort() : 0;
        int value = HashSlots.fold(request.client()) + port;
        int first = slot(value);
        String key = "mh: source " + request.client() + (port > 0 ? " port " + port : "") + " has slot " + first + " of " + size;
        if (usable(first)) {
            return Optional.of(Scheduled.certain(slots[first], key));
        }
        for (int offset = 0; flags.contains(SchedulerFlag.FALLBACK) && offset < size; offset++) {
            int slot = slot(value + (offset + first) % size);
            if (usable(slot)) {
                return Optional.of(Scheduled.certain(slots[slot], key + ", whose server cannot be used; mh-fallback takes slot " + slot));
            }
        }
        return Optional.empty();
    }

    private boolean usable(int slot) {
        return slots[slot] != null && slots[slot].usable();
    }

    int slot(int value) {
        return (int) (SipHash.hash32(FIRST_KEY, value) % size);
    }

    /** @return who owns each slot; null where nobody does */
    Destination[] slots() {
        return slots;
    }

    @Override
    public void added(List<Destination> list, int atHead) {
        fill(list);
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int at) {
        fill(list);
    }

    @Override
    public void edited(List<Destination> list) {
        fill(list);
    }

    /** Each in turn takes free slots of its own sequence, as many as its share of the weights says. */
    private void fill(List<Destination> list) {
        slots = new Destination[list.isEmpty() ? 0 : size];
        if (list.size() > size) {
            throw new IllegalArgumentException("mh: expected at most " + size + " real servers, found " + list.size());
        }
        int divisor = Math.max(1, list.stream().mapToInt(Destination::lastWeight).filter(weight -> weight > 0).reduce(0, ArithmeticUtils::gcd));
        int largest = list.stream().mapToInt(Destination::lastWeight).max().orElse(0) / divisor;
        int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(largest) - TURN_BITS);
        if (largest == 0) {
            return;
        }
        Sequence[] sequences = list.stream().map(destination -> new Sequence(destination, divisor, shift)).toArray(Sequence[]::new);
        int filled = 0;
        while (filled < slots.length) {
            for (Sequence sequence : sequences) {
                for (int turn = 0; turn < sequence.turns && filled < slots.length; turn++) {
                    slots[sequence.nextFree()] = sequence.destination;
                    filled++;
                }
            }
        }
    }

    /** The order in which one server asks for slots. */
    private final class Sequence {
        final Destination destination;
        final int turns;
        private final int skip;
        private int at;

        Sequence(Destination destination, int divisor, int shift) {
            this.destination = destination;
            int value = HashSlots.fold(destination.address().ip()) + destination.address().port();
            at = slot(value);
            skip = (int) (SipHash.hash32(SECOND_KEY, value) % (size - 1)) + 1;
            int share = destination.lastWeight() / divisor >> shift;
            turns = destination.lastWeight() == 0 ? 0 : Math.max(1, share);
        }

        int nextFree() {
            while (slots[at] != null) {
                at = (at + skip) % size;
            }
            return at;
        }
    }
}
