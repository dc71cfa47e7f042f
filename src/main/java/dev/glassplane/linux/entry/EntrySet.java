package dev.glassplane.linux.entry;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;

/**
 * Entries that some writers contributed: immutable and persistent. Two writers may put the same key into a table (an address that two Services
 * share); it stays until both have taken it away, and the kernel has it once: the one whose origin comes last, as if writers wrote by name.
 */
public final class EntrySet {

    /** No entry at all. */
    public static final EntrySet EMPTY = new EntrySet(ExtensionsKt.persistentHashMapOf());

    private final PersistentMap<EntryTable<?, ?>, PersistentMap<Object, Writers>> tables;

    private EntrySet(PersistentMap<EntryTable<?, ?>, PersistentMap<Object, Writers>> tables) {
        this.tables = tables;
    }

    /** @return this set with these entries added */
    public EntrySet with(Collection<Entry<?, ?>> added) {
        Map<EntryTable<?, ?>, PersistentMap<Object, Writers>> changed = new HashMap<>();
        for (Entry<?, ?> entry : added) {
            PersistentMap<Object, Writers> table = changed.computeIfAbsent(entry.table(), this::table);
            Writers same = table.get(entry.key());
            changed.put(entry.table(), table.put(entry.key(), same == null ? new Writers.One(entry) : same.with(entry)));
        }
        return changed.isEmpty() ? this : new EntrySet(tables.putAll(changed));
    }

    /** @return this set without these entries, each taken away once */
    public EntrySet without(Collection<Entry<?, ?>> removed) {
        var next = tables;
        for (Entry<?, ?> entry : removed) {
            PersistentMap<Object, Writers> table = next.get(entry.table());
            Writers same = table == null ? null : table.get(entry.key());
            if (same != null) {
                Optional<Writers> rest = same.without(entry);
                PersistentMap<Object, Writers> after = rest.isEmpty() ? ExtensionsKt.minus(table, entry.key())
                        : table.put(entry.key(), rest.get());
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

    PersistentMap<Object, Writers> table(EntryTable<?, ?> table) {
        return tables.getOrDefault(table, ExtensionsKt.persistentHashMapOf());
    }
}
