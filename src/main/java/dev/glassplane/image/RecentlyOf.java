package dev.glassplane.image;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What followed last for each key: a memory, not a state, as {@link Recently} is. The objects it followed from are told apart by identity. May be
 * used from any thread.
 *
 * @param <K> key
 * @param <V> what follows
 */
public final class RecentlyOf<K, V> {

    private record Known<V>(Object[] from, V value) {}

    private final ConcurrentHashMap<K, Known<V>> known = new ConcurrentHashMap<>();

    /**
     * @param make finds the answer
     * @param from what it follows from, always as many; any may be null
     */
    public V of(K key, Supplier<V> make, Object... from) {
        Known<V> last = known.get(key);
        if (last != null && Recently.same(last.from(), from)) {
            return last.value();
        }
        V value = make.get();
        known.put(key, new Known<>(from, value));
        return value;
    }

    /** Forgets about a key that is no more. */
    public void forget(K key) {
        known.remove(key);
    }

    /** Forgets everything. */
    public void clear() {
        known.clear();
    }
}
