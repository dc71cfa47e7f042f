package dev.glassplane.linux.netfilter;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;

/**
 * The parts that some writers contributed: immutable and persistent, so that a change costs like the change and unchanged chains stay
 * shared. Several hosts may share one rule set as a layer of their {@link Netfilter}.
 */
public final class RuleSet {

    /** No rule at all. */
    public static final RuleSet EMPTY = new RuleSet(ExtensionsKt.persistentHashMapOf(), ExtensionsKt.persistentHashMapOf());

    private final PersistentMap<ChainId, ChainParts> chains;
    private final PersistentMap<ChainId, BaseChain> bases;

    private RuleSet(PersistentMap<ChainId, ChainParts> chains, PersistentMap<ChainId, BaseChain> bases) {
        this.chains = chains;
        this.bases = bases;
    }

    /** @return this rule set with these parts added; where chain and key are taken, these parts count from now on, for all their writers */
    public RuleSet with(Collection<ChainPart> added) {
        RuleSet next = this;
        for (ChainPart part : added) {
            ChainParts before = next.chains.get(part.chain());
            next = next.put(part.chain(), (before == null ? ChainParts.none(part.chain()) : before).with(part));
        }
        return next;
    }

    /** @return this rule set without these parts, each taken away once; a chain whose last part goes is gone */
    public RuleSet without(Collection<ChainPart> removed) {
        RuleSet next = this;
        for (ChainPart part : removed) {
            ChainParts before = next.chains.get(part.chain());
            ChainParts after = before == null ? null : before.without(part.orderKey());
            if (after != before) {
                next = after.isEmpty() ? new RuleSet(next.chains.remove(part.chain()), next.bases.remove(part.chain()))
                        : next.put(part.chain(), after);
            }
        }
        return next;
    }

    private RuleSet put(ChainId id, ChainParts parts) {
        PersistentMap<ChainId, BaseChain> nextBases = parts.base().map(base -> base.equals(bases.get(id)) ? bases : bases.put(id, base))
                .orElseGet(() -> bases.remove(id));
        return new RuleSet(chains.put(id, parts), nextBases);
    }

    /** @return ids of all chains, in no order */
    public Collection<ChainId> chains() {
        return chains.keySet();
    }

    /** @return parts of the chain by order key, empty if there are none */
    public List<ChainPart> parts(ChainId chain) {
        return find(chain).map(ChainParts::list).orElse(List.of());
    }

    /** @return base chain data of the chain, if a part carries it or iptables has it built in */
    public Optional<BaseChain> base(ChainId chain) {
        return Optional.ofNullable(bases.get(chain));
    }

    Map<ChainId, BaseChain> bases() {
        return bases;
    }

    Optional<ChainParts> find(ChainId chain) {
        return Optional.ofNullable(chains.get(chain));
    }
}
