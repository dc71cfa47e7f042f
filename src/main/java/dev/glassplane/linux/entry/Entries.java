package dev.glassplane.linux.entry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All keyed entries of one host: the union of its layers, which other hosts may share. Where layers have the same key, the last one counts. */
public final class Entries {

    /** A host without entries. */
    public static final Entries EMPTY = new Entries(List.of());

    private final List<EntrySet> layers;

    private Entries(List<EntrySet> layers) {
        this.layers = List.copyOf(layers);
    }

    /** @param layers later ones count before earlier ones */
    public static Entries of(List<EntrySet> layers) {
        return new Entries(layers);
    }

    /** @return the entry under the key */
    @SuppressWarnings("unchecked")
    public <K, V> Optional<Entry<K, V>> find(EntryTable<K, V> table, K key) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            var found = layers.get(i).table(table).get(key);
            if (found != null) {
                return Optional.of((Entry<K, V>) found.getFirst());
            }
        }
        return Optional.empty();
    }

    /** @return the value under the key */
    public <K, V> Optional<V> value(EntryTable<K, V> table, K key) {
        return find(table, key).map(Entry::value);
    }

    /** @return all entries of the table, in no order, each key once */
    @SuppressWarnings("unchecked")
    public <K, V> List<Entry<K, V>> all(EntryTable<K, V> table) {
        List<Entry<K, V>> all = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).table(table).forEach((key, entries) -> {
                if (seen.add(key)) {
                    all.add((Entry<K, V>) entries.getFirst());
                }
            });
        }
        return all;
    }

    /** @return number of keys in the table */
    public int size(EntryTable<?, ?> table) {
        List<EntrySet> having = layers.stream().filter(layer -> !layer.table(table).isEmpty()).toList();
        return having.size() == 1 ? having.getFirst().table(table).size() : all(table).size();
    }

    /** @return tables that have an entry, in no order */
    public Set<EntryTable<?, ?>> tables() {
        Set<EntryTable<?, ?>> tables = new HashSet<>();
        layers.forEach(layer -> tables.addAll(layer.tables()));
        return tables;
    }
}
