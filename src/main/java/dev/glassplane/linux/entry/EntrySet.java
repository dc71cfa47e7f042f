package dev.glassplane.linux.entry;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PStack;

/**
 * Entries that some writers contributed: immutable and persistent. Two writers may put the same key into a table (an address that two Services
 * share); it stays until both have taken it away, and the kernel has it once: the one whose origin comes last, as if writers wrote by name.
 */
public final class EntrySet {

    /** No entry at all. */
    public static final EntrySet EMPTY = new EntrySet(HashTreePMap.empty());

    private final PMap<EntryTable<?, ?>, PMap<Object, PStack<Entry<?, ?>>>> tables;

    private EntrySet(PMap<EntryTable<?, ?>, PMap<Object, PStack<Entry<?, ?>>>> tables) {
        this.tables = tables;
    }

    /** @return this set with these entries added */
    public EntrySet with(Collection<Entry<?, ?>> added) {
        var next = tables;
        for (Entry<?, ?> entry : added) {
            PMap<Object, PStack<Entry<?, ?>>> table = next.getOrDefault(entry.table(), HashTreePMap.empty());
            PStack<Entry<?, ?>> same = table.getOrDefault(entry.key(), ConsPStack.empty());
            next = next.plus(entry.table(), table.plus(entry.key(), same.plus(place(same, entry), entry)));
        }
        return added.isEmpty() ? this : new EntrySet(next);
    }

    /** The one whose origin comes last stands first: it is the one that counts, whatever the order in which they came. */
    private static int place(PStack<Entry<?, ?>> same, Entry<?, ?> entry) {
        int place = 0;
        while (place < same.size() && same.get(place).origin().compareTo(entry.origin()) > 0) {
            place++;
        }
        return place;
    }

    /** @return this set without these entries, each taken away once */
    public EntrySet without(Collection<Entry<?, ?>> removed) {
        var next = tables;
        for (Entry<?, ?> entry : removed) {
            PMap<Object, PStack<Entry<?, ?>>> table = next.get(entry.table());
            PStack<Entry<?, ?>> same = table == null ? null : table.get(entry.key());
            if (same != null) {
                PStack<Entry<?, ?>> rest = same.minus(entry);
                PMap<Object, PStack<Entry<?, ?>>> after = rest.isEmpty() ? table.minus(entry.key()) : table.plus(entry.key(), rest);
                next = after.isEmpty() ? next.minus(entry.table()) : next.plus(entry.table(), after);
            }
        }
        return next == tables ? this : new EntrySet(next);
    }

    /** @return whether no table has an entry */
    public boolean isEmpty() {
        return tables.isEmpty();
    }

    Set<EntryTable<?, ?>> tables() {
        return tables.keySet();
    }

    Map<Object, PStack<Entry<?, ?>>> table(EntryTable<?, ?> table) {
        return tables.getOrDefault(table, HashTreePMap.empty());
    }
}
