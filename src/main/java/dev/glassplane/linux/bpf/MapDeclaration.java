package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.EntryTable;

/**
 * A map that the agent has made on the node. A map without a declaration has its default size.
 *
 * @param map        which
 * @param maxEntries how many entries it holds
 */
public record MapDeclaration(BpfMap<?, ?> map, int maxEntries) {

    /** The declarations of a node, by name of the map. */
    public static final EntryTable<String, MapDeclaration> TABLE = new Declarations();

    private static final class Declarations implements EntryTable<String, MapDeclaration> {
        @Override
        public String toString() {
            return "bpf maps";
        }
    }

    public MapDeclaration {
        if (maxEntries < 1) {
            throw new IllegalArgumentException(map + ": expected max_entries of at least 1, found " + maxEntries);
        }
    }

    /** @return {@code /sys/fs/bpf/tc/globals/cilium_lb4_services_v2} */
    public String pin() {
        return map.pin();
    }
}
