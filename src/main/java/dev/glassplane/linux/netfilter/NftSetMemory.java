package dev.glassplane.linux.netfilter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What rules put into the dynamic sets of a host, and until when it stays. Not thread-safe. */
public final class NftSetMemory {

    private record Id(TableId table, String set) {}

    private final Map<Id, Map<NftKey, Instant>> sets = new HashMap<>();

    /**
     * Puts the key in, or lets it stay longer.
     *
     * @param until time at which it vanishes
     * @param size  most elements, 0 if not limited
     * @return false if the set is full
     */
    boolean update(TableId table, String set, NftKey key, Instant until, int size) {
        Map<NftKey, Instant> elements = sets.computeIfAbsent(new Id(table, set), _ -> new HashMap<>());
        if (size > 0 && elements.size() >= size && !elements.containsKey(key)) {
            return false;
        }
        elements.put(key, until);
        return true;
    }

    /** @return whether the key is in the set at this time */
    boolean contains(TableId table, String set, NftKey key, Instant now) {
        Instant until = sets.getOrDefault(new Id(table, set), Map.of()).get(key);
        return until != null && now.isBefore(until);
    }
}
