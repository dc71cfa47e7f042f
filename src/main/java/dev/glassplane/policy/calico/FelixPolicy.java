package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A policy.
 *
 * @param key      of the object that it comes from
 * @param kind     of that object, in words: {@code NetworkPolicy}, {@code Calico NetworkPolicy}, {@code GlobalNetworkPolicy}
 * @param id       Felix's name for it: {@code demo/knp.default.web}, {@code demo/default.web}, {@code default.web}
 * @param tier     its tier
 * @param order    lower ones are asked first; infinite if none is given
 * @param selector endpoints that it is about
 * @param governs  directions in which only what some policy accepts passes
 * @param ingress  rules for what enters the endpoints
 * @param egress   rules for what leaves them
 */
public record FelixPolicy(ObjectKey key, String kind, String id, String tier, double order, Selector selector, Set<Direction> governs,
                          List<FelixRule> ingress, List<FelixRule> egress) {

    /** Felix's order within a tier ({@code felix/calc/policy_sorter.go}). */
    public static final Comparator<FelixPolicy> ORDER = Comparator.comparingDouble(FelixPolicy::order).thenComparing(FelixPolicy::id);

    public FelixPolicy {
        governs = Set.copyOf(governs);
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    /** @return rules for the direction */
    public List<FelixRule> rules(Direction direction) {
        return direction == Direction.INGRESS ? ingress : egress;
    }

    /** @return whether it is of a kind of Calico's own */
    public boolean ofCalico() {
        return !key.resource().equals(NetworkPolicy.RESOURCE);
    }

    /** @return {@code NetworkPolicy demo/web} */
    public String name() {
        return kind + " " + key.qualifiedName();
    }
}
