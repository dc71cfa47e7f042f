package dev.glassplane.proxy.nftables;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftElement;
import dev.glassplane.linux.netfilter.NftKey;
import dev.glassplane.linux.netfilter.NftSet;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.NftValue;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what one cause puts into kube-proxy's table of one family. Chains and sets are listed in the order in which they were declared. */
final class NftWriter {

    /** Elements that a set which rules fill holds at most: what the kernel takes if nobody says. */
    private static final int DYNAMIC_SIZE = 65_535;

    private record Part(Optional<BaseChain> base, String orderKey, List<Rule> rules) {}

    private final Family family;
    private final TableId table;
    private final String order;
    private final Map<String, Part> chains = new LinkedHashMap<>();
    private final Set<Entry<?, ?>> entries = new LinkedHashSet<>();
    private int sets;

    /** @param order begins the order keys of everything that is written: unique to the cause */
    NftWriter(Family family, String order) {
        this.family = family;
        this.table = TableId.nftables(family, NftNames.TABLE);
        this.order = order;
    }

    Family family() {
        return family;
    }

    void table(String comment, Origin origin) {
        entries.add(new Entry<>(new NftTables.Tables(), table, comment, origin));
    }

    void comment(String chain, String comment, Origin origin) {
        entries.add(new Entry<>(new NftTables.ChainComments(table), chain, comment, origin));
    }

    /** Makes the chain exist, with or without rules. */
    void chain(String name) {
        chains.computeIfAbsent(name, _ -> new Part(Optional.empty(), orderKey(chains.size()), new ArrayList<>(4)));
    }

    void baseChain(String name, BaseChain base) {
        chains.put(name, new Part(Optional.of(base), orderKey(chains.size()), new ArrayList<>(2)));
    }

    /** Appends a rule to a chain. */
    void rule(String chain, Origin origin, Statement statement, Match... matches) {
        chain(chain);
        chains.get(chain).rules().add(new Rule(origin, List.of(matches), statement));
    }

    /** Declares a set, or a map to verdicts. */
    void set(String name, boolean verdicts, List<NftValue.Type> key, String comment, Origin origin) {
        entries.add(new Entry<>(new NftTables.Sets(table), name,
                new NftSet(orderKey(sets++), key, verdicts, 0, Set.of(), Optional.empty(), Optional.of(comment)), origin));
    }

    /** Declares a set of addresses that rules fill. */
    void dynamicSet(String name, Duration timeout, Origin origin) {
        Set<NftSet.Flag> flags = Set.of(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT);
        entries.add(new Entry<>(new NftTables.Sets(table), name, new NftSet(orderKey(sets++),
                List.of(NftValue.Type.address(family)), false, DYNAMIC_SIZE, flags, Optional.of(timeout), Optional.empty()),
                origin));
    }

    /** Puts an element into a set or map. */
    void element(String set, NftKey key, NftElement element, Origin origin) {
        entries.add(new Entry<>(new NftTables.Elements(table, set), key, element, origin));
    }

    private String orderKey(int number) {
        return order + String.format("%05d", number);
    }

    void addTo(List<ChainPart> parts, List<Entry<?, ?>> all) {
        chains.forEach((name, part) -> parts.add(new ChainPart(new ChainId(table, name), part.base(), part.orderKey(), part.rules())));
        all.addAll(entries);
    }
}
