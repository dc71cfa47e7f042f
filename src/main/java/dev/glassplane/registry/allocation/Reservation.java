package dev.glassplane.registry.allocation;

import dev.glassplane.store.Guard;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one write wants to have. Must be closed when the write is over, {@link #keep kept} before if it was stored. */
public final class Reservation implements AutoCloseable {

    /** Of a write that needs nothing. */
    public static final Reservation NOTHING = new Reservation(null, "");

    private final ServiceAllocator allocator;
    private final String owner;
    private final Map<Pool, Map<Long, Integer>> numbers = new LinkedHashMap<>();
    private boolean stored;

    Reservation(ServiceAllocator allocator, String owner) {
        this.allocator = allocator;
        this.owner = owner;
    }

    void add(Pool pool, long number) {
        numbers.computeIfAbsent(pool, _ -> new LinkedHashMap<>()).merge(number, 1, Integer::sum);
    }

    /** @return at the commit, that nobody else got the same numbers meanwhile: throws {@link ReservationLostException} */
    public Guard guard() {
        return allocator == null || numbers.isEmpty() ? Guard.NONE : _ -> allocator.check(this);
    }

    /** The write is in the log. */
    public void keep() {
        stored = allocator != null;
    }

    @Override
    public void close() {
        if (allocator != null && !numbers.isEmpty()) {
            allocator.settle(this);
        }
    }

    String owner() {
        return owner;
    }

    boolean stored() {
        return stored;
    }

    Map<Pool, Map<Long, Integer>> numbers() {
        return numbers;
    }
}
