package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.netfilter.BaseChain.Type;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds one nft table for tests. */
final class NftText {

    static final Origin ORIGIN = Origin.of("test", "because");

    final TableId table;
    private final List<Entry<?, ?>> entries = new ArrayList<>();
    private final List<ChainPart> parts = new ArrayList<>();

    NftText(Family family) {
        table = TableId.nftables(family, "t");
        entries.add(new Entry<>(new NftTables.Tables(), table, "", ORIGIN));
    }

    NftText set(String name, boolean verdicts, List<NftValue.Type> key) {
        return declare(name, new NftSet(order(entries.size()), key, verdicts, 0, Set.of(), Optional.empty(), Optional.empty()));
    }

    NftText dynamic(String name, Duration timeout) {
        return declare(name, new NftSet(order(entries.size()), List.of(NftValue.Type.address(table.family())), false, 65_535,
                Set.of(NftSet.Flag.TIMEOUT, NftSet.Flag.DYNAMIC), Optional.of(timeout), Optional.empty()));
    }

    private NftText declare(String name, NftSet set) {
        entries.add(new Entry<>(new NftTables.Sets(table), name, set, ORIGIN));
        return this;
    }

    NftText element(String set, NftKey key, NftElement element) {
        entries.add(new Entry<>(new NftTables.Elements(table, set), key, element, ORIGIN));
        return this;
    }

    NftText base(String name, Type type, Hook hook, int priority, Rule... rules) {
        return part(name, Optional.of(new BaseChain(type, hook, priority, true)), rules);
    }

    NftText chain(String name, Rule... rules) {
        return part(name, Optional.empty(), rules);
    }

    private NftText part(String name, Optional<BaseChain> base, Rule... rules) {
        parts.add(new ChainPart(new ChainId(table, name), base, order(parts.size()), List.of(rules)));
        return this;
    }

    private static String order(int number) {
        return String.format("%04d", number);
    }

    static Rule rule(Statement statement, Match... matches) {
        return new Rule(ORIGIN, List.of(matches), statement);
    }

    RuleSet rules() {
        return RuleSet.EMPTY.with(parts);
    }

    Netfilter netfilter() {
        return Netfilter.of(List.of(rules()));
    }

    NftTables tables() {
        return new NftTables(Entries.of(List.of(EntrySet.EMPTY.with(entries))));
    }

    Chain find(String name) {
        return netfilter().chain(new ChainId(table, name)).orElseThrow();
    }

    @Override
    public String toString() {
        return NftRuleset.print(netfilter(), tables());
    }
}
