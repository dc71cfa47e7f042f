package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chain as the kernel holds it: its rules in order. */
public final class Chain {

    private final ChainId id;
    private final Optional<BaseChain> base;
    private final List<Rule> rules;
    private volatile ChainIndex index;

    Chain(ChainId id, Optional<BaseChain> base, List<Rule> rules) {
        this.id = id;
        this.base = base;
        this.rules = rules;
    }

    static Chain of(ChainId id, Optional<BaseChain> base, List<ChainPart> parts) {
        List<Rule> rules = new ArrayList<>();
        parts.forEach(part -> rules.addAll(part.rules()));
        return new Chain(id, base, List.copyOf(rules));
    }

    /** @return table and name */
    public ChainId id() {
        return id;
    }

    /** @return hook, priority and policy of a base chain */
    public Optional<BaseChain> base() {
        return base;
    }

    /** @return rules in order; the first has position 1 */
    public List<Rule> rules() {
        return rules;
    }

    /** @return the rules that can match the packet, in order: all of them in a short chain, those that the index names in a long one */
    ChainIndex.Candidates candidates(Packet packet) {
        if (rules.size() < ChainIndex.WORTH_RULES) {
            return ChainIndex.Candidates.ALL;
        }
        ChainIndex known = index;
        if (known == null) {
            known = ChainIndex.of(rules);
            index = known;
        }
        return known.candidates(packet);
    }
}
