package dev.glassplane.linux.entry;

import dev.glassplane.net.Origin;
import java.util.Objects;

/**
 * One entry of a keyed table.
 *
 * @param table  where it is
 * @param key    under which it is found
 * @param value  what is found
 * @param origin who put it there and why
 */
public record Entry<K, V>(EntryTable<K, V> table, K key, V value, Origin origin) {

    public Entry {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(origin, "origin");
    }
}
