package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.entry.Entry;
import java.time.Duration;
import java.util.Optional;

/** Asks the named sets and maps of an nft table by key, and tells what they answered. */
final class SetLookups {

    /** How long an element stays in a set without a timeout. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private SetLookups() {}

    /** @return whether the set holds the key: by its elements, or because a rule put it in */
    static boolean holds(TableId table, String set, NftKey key, PacketView view) {
        NftSet declared = declared(table, set, view);
        Optional<Entry<NftKey, NftElement>> element = view.nftTables().find(table, set, key);
        boolean held = element.isPresent() || declared.dynamic() && view.setMemory().contains(table, set, key, view.now());
        view.lookedUp(new SetLookup("@" + set, key.toString(), held ? Optional.of(key.toString()) : Optional.empty(), false,
                element.map(Entry::origin)));
        return held;
    }

    /** @return what the map says, empty if it says nothing */
    static Optional<Statement> verdict(TableId table, String map, NftKey key, PacketView view) {
        declared(table, map, view);
        Optional<Entry<NftKey, NftElement>> element = view.nftTables().find(table, map, key);
        Optional<Statement> verdict = element.flatMap(found -> found.value().verdict());
        view.lookedUp(new SetLookup("@" + map, key.toString(), verdict.map(NftRuleText::statement), false, element.map(Entry::origin)));
        return verdict;
    }

    /** @return whether there was room for the key */
    static boolean update(TableId table, String set, NftKey key, PacketView view) {
        NftSet declared = declared(table, set, view);
        return view.setMemory().update(table, set, key, view.now().plus(declared.timeout().orElse(FOR_EVER)), declared.size());
    }

    private static NftSet declared(TableId table, String set, PacketView view) {
        return view.nftTables().set(table, set).orElseThrow(() -> new IllegalStateException(
                "table " + table.name() + ": a rule asks set or map " + set + ", which does not exist"));
    }
}
