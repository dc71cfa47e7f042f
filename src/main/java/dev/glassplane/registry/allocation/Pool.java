package dev.glassplane.registry.allocation;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Numbers from 0 to size - 1 and who has them. The lower band is for those who ask for a number; who does not care gets one above it first.
 * Not thread-safe: {@link ServiceAllocator} holds the lock.
 */
final class Pool {

    private final long size;
    private final long band;
    private final Map<Long, Taken> taken = new HashMap<>();

    /**
     * @param owner    uid of the Service
     * @param pending  writes under way that want it
     */
    private record Taken(String owner, int pending) {}

    Pool(long size, long band) {
        this.size = size;
        this.band = band;
    }

    /** @return {@code min(max(least, size/step), most)}, 0 for small ranges */
    static long band(long size, long least, long step, long most) {
        return size <= least ? 0 : Math.min(Math.max(least, size / step), most);
    }

    boolean contains(long number) {
        return number >= 0 && number < size;
    }

    /** @return whether the number is free, or the owner's already; then it is reserved */
    boolean reserve(long number, String owner) {
        Taken now = taken.get(number);
        if (now != null && !now.owner.equals(owner)) {
            return false;
        }
        taken.put(number, new Taken(owner, (now == null ? 0 : now.pending) + 1));
        return true;
    }

    /**
     * Reserves any number.
     *
     * @param draw where in the upper band the search begins
     */
    OptionalLong reserveAny(String owner, long draw) {
        long upper = size - band;
        OptionalLong found = upper > 0 ? search(band, upper, Long.remainderUnsigned(draw, upper)) : OptionalLong.empty();
        if (found.isEmpty() && band > 0) {
            found = search(0, band, Long.remainderUnsigned(draw, band));
        }
        found.ifPresent(number -> taken.put(number, new Taken(owner, 1)));
        return found;
    }

    /** @return the lowest free number that is wanted, for a dry run */
    OptionalLong lowest(LongPredicate wanted) {
        return LongStream.range(0, size).filter(number -> !taken.containsKey(number) && wanted.test(number)).findFirst();
    }

    private OptionalLong search(long from, long count, long start) {
        if (taken.size() >= size) {
            return OptionalLong.empty();
        }
        for (long i = 0; i < count; i++) {
            long number = from + (start + i) % count;
            if (!taken.containsKey(number)) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }

    /** A write that wanted the number is over. */
    void settle(long number, String owner, boolean stored) {
        Taken now = taken.get(number);
        if (now != null && now.owner.equals(owner)) {
            int pending = Math.max(0, now.pending - 1);
            if (pending == 0 && !stored) {
                taken.remove(number);
            } else {
                taken.put(number, new Taken(owner, pending));
            }
        }
    }

    /** The log says that the owner has the number: another one that wanted it has lost it. */
    void mark(long number, String owner) {
        taken.compute(number, (_, now) -> now != null && now.owner.equals(owner) ? now : new Taken(owner, 0));
    }

    /** @return whether nobody else has the number */
    boolean has(long number, String owner) {
        Taken now = taken.get(number);
        return now != null && now.owner.equals(owner);
    }

    /** The log says that the owner no longer has the number. */
    void release(long number, String owner) {
        Taken now = taken.get(number);
        if (now != null && now.owner.equals(owner) && now.pending == 0) {
            taken.remove(number);
        }
    }
}
