package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All tables of one host: the union of its layers. Immutable from outside. A chain that one layer alone writes is shared with every host that
 * has the layer; chains that several layers write are put together on first use and kept.
 */
public final class Netfilter {

    /** A host without rules. */
    public static final Netfilter EMPTY = new Netfilter(List.of());

    /** Which base chains the kernel enters. */
    private record Entrance(Family family, Hook hook) {}

    private final List<RuleSet> layers;
    private final ConcurrentHashMap<ChainId, Optional<Chain>> chains = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Entrance, List<Chain>> entrances = new ConcurrentHashMap<>();

    private Netfilter(List<RuleSet> layers) {
        this.layers = List.copyOf(layers);
    }

    /** @param layers rule sets whose parts interleave by order key inside each chain */
    public static Netfilter of(List<RuleSet> layers) {
        return new Netfilter(layers);
    }

    /** @return the chain, if any layer has a part of it */
    public Optional<Chain> chain(ChainId id) {
        Optional<Chain> known = chains.get(id);
        return known != null ? known : chains.computeIfAbsent(id, this::assemble);
    }

    /**
     * @return base chains of the family at the hook, smallest priority first. Of chains with equal priority the kernel asks the one first that was
     *         made last ({@code linux: net/netfilter/core.c}, nf_hook_entries_grow); nft's count as made after iptables', the others go by table
     *         and name
     */
    public List<Chain> baseChains(Family family, Hook hook) {
        return entrances.computeIfAbsent(new Entrance(family, hook), this::enter);
    }

    /** @return whether any base chain of the family exists */
    public boolean hasBaseChains(Family family) {
        for (Hook hook : Hook.values()) {
            if (!baseChains(family, hook).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** @return ids of all chains, sorted by table and name */
    public SortedSet<ChainId> chainIds() {
        SortedSet<ChainId> ids = new TreeSet<>();
        layers.forEach(layer -> ids.addAll(layer.chains()));
        return ids;
    }

    /** @return the least order key of the chain's parts: where it stands among the chains of a table that lists them in the order of their making */
    String orderKey(ChainId id) {
        return layers.stream().flatMap(layer -> layer.find(id).stream()).map(ChainParts::firstKey).min(Comparator.naturalOrder()).orElse("");
    }

    private List<Chain> enter(Entrance entrance) {
        Map<ChainId, BaseChain> bases = new TreeMap<>();
        layers.forEach(layer -> bases.putAll(layer.bases()));
        return bases.entrySet().stream()
                .filter(entry -> entry.getKey().table().family() == entrance.family() && entry.getValue().hook() == entrance.hook())
                .sorted(Comparator.<Map.Entry<ChainId, BaseChain>>comparingInt(entry -> entry.getValue().priority())
                        .thenComparing(entry -> entry.getKey().table().dialect(), Comparator.reverseOrder()))
                .map(entry -> chain(entry.getKey()).orElseThrow()).toList();
    }

    private Optional<Chain> assemble(ChainId id) {
        List<ChainParts> found = layers.stream().flatMap(layer -> layer.find(id).stream()).toList();
        if (found.size() <= 1) {
            return found.stream().findFirst().map(ChainParts::chain);
        }
        List<ChainPart> parts = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        found.forEach(some -> some.list().stream().filter(part -> keys.add(part.orderKey())).forEach(parts::add));
        parts.sort(Comparator.comparing(ChainPart::orderKey));
        Optional<BaseChain> base = parts.stream().flatMap(part -> part.base().stream()).findFirst().or(() -> BuiltInChains.find(id));
        return Optional.of(Chain.of(id, base, parts));
    }
}
