package dev.glassplane.linux.netfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/** The parts of one chain in one rule set: persistent, and put together at most once, so that every host that shares them shares the chain. */
final class ChainParts {

    private final ChainId id;
    /** A part and how many writers put it there. */
    private record Held(ChainPart part, int writers) {}

    private final TreePMap<String, Held> parts;
    private final Optional<BaseChain> base;
    private volatile Chain chain;

    private ChainParts(ChainId id, TreePMap<String, Held> parts, Optional<BaseChain> base) {
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
        Held before = parts.get(part.orderKey());
        Held held = before == null ? new Held(part, 1) : new Held(part.equals(before.part()) ? before.part() : part, before.writers() + 1);
        return new ChainParts(id, parts.plus(part.orderKey(), held), next);
    }

    ChainParts without(String orderKey) {
        Held before = parts.get(orderKey);
        if (before == null) {
            return this;
        }
        if (before.writers() > 1) {
            return new ChainParts(id, parts.plus(orderKey, new Held(before.part(), before.writers() - 1)), base);
        }
        TreePMap<String, Held> rest = parts.minus(orderKey);
        Optional<BaseChain> next = before.part().base().isPresent()
                ? rest.values().stream().flatMap(held -> held.part().base().stream()).findFirst().or(() -> BuiltInChains.find(id)) : base;
        return new ChainParts(id, rest, next);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    List<ChainPart> list() {
        List<ChainPart> list = new ArrayList<>(parts.size());
        parts.values().forEach(held -> list.add(held.part()));
        return list;
    }

    /** @return the least order key; the parts must not be empty */
    String firstKey() {
        return parts.firstKey();
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
