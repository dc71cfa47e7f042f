package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The BPF maps of one host. A map that is full refuses what comes later ({@code E2BIG}); the agent is taken to write in the order of the keys, a
 * frontend's slots before its master, so that it is known who is left out.
 */
public final class BpfMaps {

    private final Entries entries;

    private BpfMaps(Entries entries) {
        this.entries = entries;
    }

    /** @return the maps among a host's entries */
    public static BpfMaps of(Entries entries) {
        return new BpfMaps(entries);
    }

    /** What a look-up gives. */
    public sealed interface Found<K, V> {

        /** An entry. */
        record Hit<K, V>(Entry<K, V> entry) implements Found<K, V> {}

        /** Nothing. */
        record Miss<K, V>() implements Found<K, V> {}

        /** Nothing, because the map was full when the agent wanted to write this entry. */
        record LeftOut<K, V>(Entry<K, V> entry) implements Found<K, V> {}
    }

    /** @return what a program finds under the key */
    public <K, V> Found<K, V> look(BpfMap<K, V> map, K key) {
        Optional<Entry<K, V>> entry = entries.find(map, key);
        if (entry.isEmpty()) {
            return new Found.Miss<>();
        }
        boolean fits = entries.sizeAtMost(map) <= maxEntries(map) || refused(map).stream().noneMatch(other -> other.key().equals(key));
        return fits ? new Found.Hit<>(entry.get()) : new Found.LeftOut<>(entry.get());
    }

    /** @return whether the agent wrote nothing into the map */
    public boolean isEmpty(BpfMap<?, ?> map) {
        return entries.sizeAtMost(map) == 0;
    }

    /** @return the entry whose prefix is the longest that holds the address */
    public <K, V> Found<K, V> longest(BpfMap<K, V> map, Ip address, Function<Cidr, K> key) {
        for (int length = address.family().bits(); length >= 0; length--) {
            if (look(map, key.apply(new Cidr(address, length))) instanceof Found.Hit<K, V> hit) {
                return hit;
            }
        }
        return new Found.Miss<>();
    }

    /** @return entries that the map has, in the order in which they were written */
    public <K, V> List<Entry<K, V>> held(BpfMap<K, V> map) {
        return inOrder(map).stream().limit(maxEntries(map)).toList();
    }

    /** @return entries that the agent could not write because the map was full; usually none */
    public <K, V> List<Entry<K, V>> refused(BpfMap<K, V> map) {
        return entries.sizeAtMost(map) <= maxEntries(map) ? List.of() : inOrder(map).stream().skip(maxEntries(map)).toList();
    }

    private <K, V> List<Entry<K, V>> inOrder(BpfMap<K, V> map) {
        Comparator<K> filling = map.filling();
        return entries.all(map).stream().sorted((a, b) -> filling.compare(a.key(), b.key())).toList();
    }

    /** @return how many entries the map can hold */
    public int maxEntries(BpfMap<?, ?> map) {
        return entries.value(MapDeclaration.TABLE, map.name()).map(MapDeclaration::maxEntries).orElse(map.defaultMaxEntries());
    }

    /** @return declarations by name */
    public List<MapDeclaration> declarations() {
        return entries.all(MapDeclaration.TABLE).stream().map(Entry::value).sorted(Comparator.comparing(declaration -> declaration.map().name())).toList();
    }

    /** @return what the agent compiled into its programs; empty where there is no agent */
    public Optional<DatapathSettings> settings() {
        return entries.value(DatapathSettings.TABLE, DatapathSettings.KEY);
    }

    /** @return whether the program is attached to the device or cgroup */
    public boolean attached(BpfProgram program, String target) {
        if (entries.sizeAtMost(Attachment.TABLE) == 0) {
            return false;
        }
        return entries.find(Attachment.TABLE, new Attachment(program, target)).isPresent() || entries.all(Attachment.TABLE).stream()
                .anyMatch(entry -> entry.key().program() == program && entry.key().on(target));
    }
}
