package dev.glassplane.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What followed from the objects seen last: a memory, not a state. It holds a few, because questions of the kind "what if" look at edited images
 * while the published one goes on. Objects are told apart by identity. May be used from any thread.
 *
 * @param <V> what follows
 */
final class Recently<V> {

    /** Answers that are kept. */
    static final int KEPT_MAX = 4;

    private record Known<V>(Object one, Object other, V value) {}

    private volatile List<Known<V>> known = List.of();

    /**
     * @param one   what the answer follows from, may be null
     * @param other the same; both together
     * @param make  finds the answer
     */
    V of(Object one, Object other, Supplier<V> make) {
        for (Known<V> each : known) {
            if (each.one() == one && each.other() == other) {
                return each.value();
            }
        }
        V value = make.get();
        List<Known<V>> next = new ArrayList<>();
        next.add(new Known<>(one, other, value));
        next.addAll(known.subList(0, Math.min(known.size(), KEPT_MAX - 1)));
        known = List.copyOf(next);
        return value;
    }
}
