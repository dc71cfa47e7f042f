package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a host keeps by key for its nft tables: the tables themselves, comments of chains, sets and maps with their elements.
 *
 * @param entries all of the host's entries
 */
public record NftTables(Entries entries) {

    /** Tables by id; the value is the table's comment, empty text for none. */
    public record Tables() implements EntryTable<TableId, String> {}

    /** Comments of chains, by the chain's name. */
    public record ChainComments(TableId table) implements EntryTable<String, String> {}

    /** Declarations of sets and maps, by name. */
    public record Sets(TableId table) implements EntryTable<String, NftSet> {}

    /** Elements of one set or map. */
    public record Elements(TableId table, String set) implements EntryTable<NftKey, NftElement> {}

    /** @return declared tables, IPv4 first, then by name */
    List<Entry<TableId, String>> tables() {
        return entries.all(new Tables()).stream().sorted(Comparator.comparing(Entry::key)).toList();
    }

    /** @return the chain's comment */
    Optional<String> comment(ChainId chain) {
        return entries.value(new ChainComments(chain.table()), chain.name());
    }

    /** @return the declaration of a set or map */
    public Optional<NftSet> set(TableId table, String name) {
        return entries.value(new Sets(table), name);
    }

    /** @return declarations of the table's sets and maps, in the order in which nft lists them */
    public List<Entry<String, NftSet>> sets(TableId table) {
        Comparator<Entry<String, NftSet>> order = Comparator.comparing(entry -> entry.value().orderKey());
        return entries.all(new Sets(table)).stream().sorted(order.thenComparing(Entry::key)).toList();
    }

    /** @return elements in the order in which nft lists them; without those that rules put in */
    public List<Entry<NftKey, NftElement>> elements(TableId table, String set) {
        return entries.all(new Elements(table, set)).stream().sorted(Comparator.comparing(Entry::key)).toList();
    }

    /** @return the element under the key, not one that a rule put in */
    Optional<Entry<NftKey, NftElement>> find(TableId table, String set, NftKey key) {
        return entries.find(new Elements(table, set), key);
    }
}
