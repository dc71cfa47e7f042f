package dev.glassplane.linux.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All keyed entries of one host: the union of its layers, which other hosts may share. Where several writers put the same key, the one whose
 * origin comes last counts, in whichever layer it is.
 */
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
        Entry<?, ?> found = null;
        for (EntrySet layer : layers) {
            var same = layer.table(table).get(key);
            found = same == null ? found : last(found, same.last());
        }
        return Optional.ofNullable((Entry<K, V>) found);
    }

    private static Entry<?, ?> last(Entry<?, ?> one, Entry<?, ?> other) {
        return one == null || one.origin().compareTo(other.origin()) <= 0 ? other : one;
    }

    /** @return the value under the key */
    public <K, V> Optional<V> value(EntryTable<K, V> table, K key) {
        return find(table, key).map(Entry::value);
    }

    /** @return all entries of the table, in no order, each key once */
    @SuppressWarnings("unchecked")
    public <K, V> List<Entry<K, V>> all(EntryTable<K, V> table) {
        Map<Object, Entry<?, ?>> all = new HashMap<>();
        layers.forEach(layer -> layer.table(table).forEach((key, same) -> all.merge(key, same.last(), Entries::last)));
        List<Entry<K, V>> entries = new ArrayList<>(all.size());
        all.values().forEach(entry -> entries.add((Entry<K, V>) entry));
        return entries;
    }

    /** @return number of keys in the table */
    public int size(EntryTable<?, ?> table) {
        List<EntrySet> having = layers.stream().filter(layer -> !layer.table(table).isEmpty()).toList();
        return having.size() == 1 ? having.getFirst().table(table).size() : all(table).size();
    }

    /** @return an upper bound of {@link #size} that costs nothing: keys that several layers have are counted several times */
    public int sizeAtMost(EntryTable<?, ?> table) {
        return layers.stream().mapToInt(layer -> layer.table(table).size()).sum();
    }

    /** @return tables that have an entry, in no order */
    public Set<EntryTable<?, ?>> tables() {
        Set<EntryTable<?, ?>> tables = new HashSet<>();
        layers.forEach(layer -> tables.addAll(layer.tables()));
        return tables;
    }
}
