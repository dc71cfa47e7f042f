package dev.glassplane.linux.netfilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The parts that some writers contributed: immutable and persistent, so that a change costs like the change and unchanged chains stay
 * shared. Several hosts may share one rule set as a layer of their {@link Netfilter}.
 */
public final class RuleSet {

    /** No rule at all. */
    public static final RuleSet EMPTY = new RuleSet(HashTreePMap.empty());

    private final PMap<ChainId, TreePMap<String, ChainPart>> parts;

    private RuleSet(PMap<ChainId, TreePMap<String, ChainPart>> parts) {
        this.parts = parts;
    }

    /** @return this rule set with these parts added or, where chain and key are taken, replaced */
    public RuleSet with(Collection<ChainPart> added) {
        PMap<ChainId, TreePMap<String, ChainPart>> next = parts;
        for (ChainPart part : added) {
            TreePMap<String, ChainPart> chain = next.getOrDefault(part.chain(), TreePMap.empty());
            next = next.plus(part.chain(), chain.plus(part.orderKey(), part));
        }
        return next == parts ? this : new RuleSet(next);
    }

    /** @return this rule set without these parts; a chain whose last part goes is gone */
    public RuleSet without(Collection<ChainPart> removed) {
        PMap<ChainId, TreePMap<String, ChainPart>> next = parts;
        for (ChainPart part : removed) {
            TreePMap<String, ChainPart> chain = next.get(part.chain());
            if (chain != null) {
                TreePMap<String, ChainPart> rest = chain.minus(part.orderKey());
                next = rest.isEmpty() ? next.minus(part.chain()) : next.plus(part.chain(), rest);
            }
        }
        return next == parts ? this : new RuleSet(next);
    }

    /** @return ids of all chains, in no order */
    public Collection<ChainId> chains() {
        return parts.keySet();
    }

    /** @return parts of the chain by order key, empty if there are none */
    public List<ChainPart> parts(ChainId chain) {
        TreePMap<String, ChainPart> found = parts.get(chain);
        return found == null ? List.of() : new ArrayList<>(found.values());
    }

    /** @return base chain data of the chain, if a part carries it */
    public Optional<BaseChain> base(ChainId chain) {
        return parts(chain).stream().flatMap(part -> part.base().stream()).findFirst();
    }
}
