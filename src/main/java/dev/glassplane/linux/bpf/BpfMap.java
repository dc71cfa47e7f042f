package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.linux.stack.Lookup.Structure;
import java.util.Comparator;

/**
 * One BPF map: the name that it is pinned by, how it is searched, and how keys and values lie in memory. Its name tells it from others;
 * {@link LoadBalancerMaps}, {@link PolicyMaps} and their neighbours make them.
 *
 * @param <K> key
 * @param <V> value
 */
public final class BpfMap<K, V> implements EntryTable<K, V> {

    /** Kinds of maps, spelled as bpftool does. */
    public enum Type {
        HASH("hash", Structure.HASH), LRU_HASH("lru_hash", Structure.HASH), LPM_TRIE("lpm_trie", Structure.LPM),
        HASH_OF_MAPS("hash_of_maps", Structure.HASH), ARRAY("array", Structure.ARRAY);

        private final String word;
        private final Structure structure;

        Type(String word, Structure structure) {
            this.word = word;
            this.structure = structure;
        }

        /** @return for example {@code lru_hash} */
        public String word() {
            return word;
        }

        /** @return how a look-up searches it */
        public Structure structure() {
            return structure;
        }
    }

    private final String name;
    private final Type type;
    private final Layout<K> keys;
    private final Layout<V> values;
    private final int defaultMaxEntries;
    private final Comparator<K> filling;
    private final String directory;

    BpfMap(String name, Type type, Layout<K> keys, Layout<V> values, int defaultMaxEntries, Comparator<K> filling) {
        this(name, type, keys, values, defaultMaxEntries, filling, "/sys/fs/bpf/tc/globals/");
    }

    /** @param directory where it is pinned, with a slash at its end */
    BpfMap(String name, Type type, Layout<K> keys, Layout<V> values, int defaultMaxEntries, Comparator<K> filling, String directory) {
        this.directory = directory;
        this.name = name;
        this.type = type;
        this.keys = keys;
        this.values = values;
        this.defaultMaxEntries = defaultMaxEntries;
        this.filling = filling;
    }

    /** @return {@code cilium_lb4_services_v2} */
    public String name() {
        return name;
    }

    /** @return kind of map */
    public Type type() {
        return type;
    }

    /** @return length of a key in bytes */
    public int keyBytes() {
        return keys.bytes();
    }

    /** @return length of a value in bytes */
    public int valueBytes() {
        return values.bytes();
    }

    /** @return entries that it holds unless its declaration says otherwise */
    public int defaultMaxEntries() {
        return defaultMaxEntries;
    }

    /** @return the key's bytes as they lie in the map */
    public byte[] encodeKey(K key) {
        return keys.encode(key);
    }

    /** @return the value's bytes as they lie in the map */
    public byte[] encodeValue(V value) {
        return values.encode(value);
    }

    /** @throws IllegalArgumentException if the length is another one */
    public K decodeKey(byte[] bytes) {
        return keys.decode(bytes);
    }

    /** @throws IllegalArgumentException if the length is another one */
    public V decodeValue(byte[] bytes) {
        return values.decode(bytes);
    }

    /** @return the order in which the agent is taken to fill the map, which decides who is left out of a full one */
    Comparator<K> filling() {
        return filling;
    }

    /** @return {@code /sys/fs/bpf/tc/globals/cilium_lb4_services_v2} */
    String pin() {
        return directory + name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfMap<?, ?> map && map.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
