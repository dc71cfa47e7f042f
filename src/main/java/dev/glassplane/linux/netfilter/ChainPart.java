package dev.glassplane.linux.netfilter;

import java.util.List;
import java.util.Optional;

/**
 * A run of rules that one writer puts into a chain. A chain is the concatenation of its parts in the order of their keys, so that many
 * objects can share a chain (kube-proxy's KUBE-SERVICES) and one object's change touches only its own part.
 *
 * @param chain    the chain
 * @param base     set if the chain is a base chain; all parts of a chain agree
 * @param orderKey parts are sorted by this text. Writers that share a key write the same rules: the chain has them once, until the last of
 *                 those writers takes its part away (a rule that is there as long as any Service needs it)
 * @param rules    possibly empty: the chain then exists without rules
 */
public record ChainPart(ChainId chain, Optional<BaseChain> base, String orderKey, List<Rule> rules) {

    public ChainPart {
        rules = List.copyOf(rules);
    }

    /** @return a part of a user chain */
    public static ChainPart of(ChainId chain, String orderKey, List<Rule> rules) {
        return new ChainPart(chain, Optional.empty(), orderKey, rules);
    }
}
