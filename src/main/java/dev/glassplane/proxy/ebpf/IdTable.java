package dev.glassplane.proxy.ebpf;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.OptionalInt;
import org.apache.commons.codec.digest.MurmurHash3;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;

/**
 * Numbers for keys, such that the numbers follow from the set of keys and not from the order in which they came: a hash table with ordered linear
 * probing. Each key wants the place of its hash; where two meet, the one of the lower rank goes on to the next place. So a key that comes or goes
 * moves only those few that share its run of taken places. Immutable and persistent.
 *
 * @param size  number of places: numbers are 1 to size
 * @param taken by place, from 0
 * @param <K>   key: its text tells it from all others
 */
record IdTable<K>(int size, PersistentMap<Integer, Placed<K>> taken) {

    /**
     * @param key  the key
     * @param text its text
     * @param wish hash that decides the place it wants
     * @param rank hash that decides who may stay
     */
    record Placed<K>(K key, String text, long wish, long rank) {

        private static <K> Placed<K> of(K key) {
            String text = key.toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
            return new Placed<>(key, text, hash[0], hash[1]);
        }

        private int home(int size) {
            return (int) Long.remainderUnsigned(wish, size);
        }

        private boolean before(Placed<K> other) {
            int byRank = Long.compareUnsigned(rank, other.rank);
            return byRank != 0 ? byRank < 0 : text.compareTo(other.text) < 0;
        }
    }

    /** A table without keys. */
    static <K> IdTable<K> empty(int size) {
        return new IdTable<>(size, ExtensionsKt.persistentHashMapOf());
    }

    /** @return the key's number, empty if it is not in the table */
    OptionalInt id(K key) {
        Placed<K> wanted = Placed.of(key);
        int place = find(wanted);
        return place < 0 ? OptionalInt.empty() : OptionalInt.of(place + 1);
    }

    /** Nobody of a lower rank stands before the key. */
    private int find(Placed<K> wanted) {
        int place = wanted.home(size);
        for (int steps = 0; steps < size; steps++, place = next(place)) {
            Placed<K> here = taken.get(place);
            if (here == null || wanted.before(here)) {
                return -1;
            }
            if (here.text().equals(wanted.text())) {
                return place;
            }
        }
        return -1;
    }

    /**
     * @param moved gets the keys that have another number from now on
     * @throws IllegalStateException if every number is taken
     */
    IdTable<K> with(K key, Collection<K> moved) {
        Placed<K> carried = Placed.of(key);
        if (find(carried) >= 0) {
            return this;
        }
        if (taken.size() >= size) {
            throw new IllegalStateException("no number is left for " + key + ": all " + size + " are taken");
        }
        PersistentMap<Integer, Placed<K>> next = taken;
        int place = carried.home(size);
        while (true) {
            Placed<K> here = next.get(place);
            if (here == null) {
                return new IdTable<>(size, next.put(place, carried));
            }
            if (carried.before(here)) {
                next = next.put(place, carried);
                carried = here;
                moved.add(here.key());
            }
            place = next(place);
        }
    }

    /** @param moved gets the keys that have another number from now on */
    IdTable<K> without(K key, Collection<K> moved) {
        int hole = find(Placed.of(key));
        if (hole < 0) {
            return this;
        }
        PersistentMap<Integer, Placed<K>> next = taken.remove(hole);
        int place = next(hole);
        for (Placed<K> here = next.get(place); here != null; here = next.get(place)) {
            // The first behind the hole that has passed it ranks highest of those that have.
            if (distance(here.home(size), place) >= distance(hole, place)) {
                next = next.remove(place).put(hole, here);
                moved.add(here.key());
                hole = place;
            }
            place = next(place);
        }
        return new IdTable<>(size, next);
    }

    private int next(int place) {
        return place + 1 == size ? 0 : place + 1;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + size;
    }
}
