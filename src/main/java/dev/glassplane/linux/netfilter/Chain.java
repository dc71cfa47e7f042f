package dev.glassplane.linux.netfilter;

import java.util.List;
import java.util.Optional;

/** A chain as the kernel holds it: its rules in order. */
public final class Chain {

    private final ChainId id;
    private final Optional<BaseChain> base;
    private final List<Rule> rules;

    Chain(ChainId id, Optional<BaseChain> base, List<Rule> rules) {
        this.id = id;
        this.base = base;
        this.rules = rules;
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
}
