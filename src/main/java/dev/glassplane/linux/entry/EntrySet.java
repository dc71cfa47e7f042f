package dev.glassplane.linux.entry;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;

/**
 * Entries that some writers contributed: immutable and persistent. Two writers may put the same key into a table (an address that two Services
 * share); it stays until both have taken it away, and the kernel has it once: the one whose origin comes last, as if writers wrote by name.
 */
public final class EntrySet {

    /** No entry at all. */
    public static final EntrySet EMPTY = new EntrySet(ExtensionsKt.persistentHashMapOf());

    private final PersistentMap<EntryTable<?, ?>, PersistentMap<Object, PStack<Entry<?, ?>>>> tables;

    private EntrySet(PersistentMap<EntryTable<?, ?>, PersistentMap<Object, PStack<Entry<?, ?>>>> tables) {
        this.tables = tables;
    }

    /** @return this set with these entries added */
    public EntrySet with(Collection<Entry<?, ?>> added) {
        Map<EntryTable<?, ?>, PersistentMap<Object, PStack<Entry<?, ?>>>> changed = new HashMap<>();
        for (Entry<?, ?> entry : added) {
            PersistentMap<Object, PStack<Entry<?, ?>>> table = changed.computeIfAbsent(entry.table(), this::table);
            PStack<Entry<?, ?>> same = table.get(entry.key());
            changed.put(entry.table(), table.put(entry.key(), same == null ? ConsPStack.singleton(entry) : same.plus(place(same, entry), entry)));
        }
        return changed.isEmpty() ? this : new EntrySet(tables.putAll(changed));
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
            PersistentMap<Object, PStack<Entry<?, ?>>> table = next.get(entry.table());
            PStack<Entry<?, ?>> same = table == null ? null : table.get(entry.key());
            if (same != null) {
                PStack<Entry<?, ?>> rest = same.minus(entry);
                PersistentMap<Object, PStack<Entry<?, ?>>> after = rest.isEmpty() ? ExtensionsKt.minus(table, entry.key()) : table.put(entry.key(), rest);
                next = after.isEmpty() ? next.remove(entry.table()) : next.put(entry.table(), after);
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

    PersistentMap<Object, PStack<Entry<?, ?>>> table(EntryTable<?, ?> table) {
        return tables.getOrDefault(table, ExtensionsKt.persistentHashMapOf());
    }
}
