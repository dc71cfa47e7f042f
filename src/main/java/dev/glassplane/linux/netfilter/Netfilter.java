package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All tables of one host: the union of its layers. Immutable from outside; chains are put together on first use and kept.
 */
public final class Netfilter {

    /** A host without rules. */
    public static final Netfilter EMPTY = new Netfilter(List.of());

    private final List<RuleSet> layers;
    private final ConcurrentHashMap<ChainId, Optional<Chain>> chains = new ConcurrentHashMap<>();

    private Netfilter(List<RuleSet> layers) {
        this.layers = List.copyOf(layers);
    }

    /** @param layers rule sets whose parts interleave by order key inside each chain */
    public static Netfilter of(List<RuleSet> layers) {
        return new Netfilter(layers);
    }

    /** @return the chain, if any layer has a part of it */
    public Optional<Chain> chain(ChainId id) {
        return chains.computeIfAbsent(id, this::assemble);
    }

    /** @return base chains of the family at the hook, smallest priority first */
    public List<Chain> baseChains(Family family, Hook hook) {
        List<Chain> found = new ArrayList<>();
        for (ChainId id : chainIds()) {
            if (id.table().family() == family) {
                chain(id).filter(c -> c.base().isPresent() && c.base().get().hook() == hook).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingInt((Chain c) -> c.base().orElseThrow().priority()).thenComparing(Chain::id));
        return found;
    }

    /** @return ids of all chains, sorted by table and name */
    public SortedSet<ChainId> chainIds() {
        SortedSet<ChainId> ids = new TreeSet<>();
        layers.forEach(layer -> ids.addAll(layer.chains()));
        return ids;
    }

    private Optional<Chain> assemble(ChainId id) {
        List<ChainPart> parts = new ArrayList<>();
        layers.forEach(layer -> parts.addAll(layer.parts(id)));
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        parts.sort(Comparator.comparing(ChainPart::orderKey));
        List<Rule> rules = new ArrayList<>();
        parts.forEach(part -> rules.addAll(part.rules()));
        Optional<BaseChain> base = parts.stream().flatMap(part -> part.base().stream()).findFirst();
        return Optional.of(new Chain(id, base, List.copyOf(rules)));
    }
}
