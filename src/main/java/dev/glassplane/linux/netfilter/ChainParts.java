package dev.glassplane.linux.netfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/** The parts of one chain in one rule set: persistent, and put together at most once, so that every host that shares them shares the chain. */
final class ChainParts {

    private final ChainId id;
    private final TreePMap<String, ChainPart> parts;
    private final Optional<BaseChain> base;
    private volatile Chain chain;

    private ChainParts(ChainId id, TreePMap<String, ChainPart> parts, Optional<BaseChain> base) {
        this.id = id;
        this.parts = parts;
        this.base = base;
    }

    /** A built-in chain of iptables is a base chain even if no part says so. */
    static ChainParts none(ChainId id) {
        return new ChainParts(id, TreePMap.empty(), BuiltInChains.find(id));
    }

    ChainParts with(ChainPart part) {
        Optional<BaseChain> next = part.base().isPresent() ? part.base() : base;
        return new ChainParts(id, parts.plus(part.orderKey(), part), next);
    }

    ChainParts without(String orderKey) {
        TreePMap<String, ChainPart> rest = parts.minus(orderKey);
        if (rest == parts) {
            return this;
        }
        boolean carriedBase = parts.get(orderKey).base().isPresent();
        Optional<BaseChain> next = carriedBase
                ? rest.values().stream().flatMap(part -> part.base().stream()).findFirst().or(() -> BuiltInChains.find(id)) : base;
        return new ChainParts(id, rest, next);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    List<ChainPart> list() {
        return new ArrayList<>(parts.values());
    }

    Optional<BaseChain> base() {
        return base;
    }

    Chain chain() {
        Chain known = chain;
        if (known == null) {
            known = Chain.of(id, base, list());
            chain = known;
        }
        return known;
    }
}
