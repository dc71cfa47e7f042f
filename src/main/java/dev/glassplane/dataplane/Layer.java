package dev.glassplane.dataplane;

import dev.glassplane.linux.netfilter.RuleSet;
import java.util.Comparator;
import org.pcollections.TreePMap;

/**
 * What several causes put into a group of nodes: persistent, so that a change costs like the change.
 *
 * @param <C>   cause
 * @param rules their netfilter rules
 * @param other contributions that hold more than rules, in the order of their causes
 */
record Layer<C>(RuleSet rules, TreePMap<C, Contribution> other) {

    static <C> Layer<C> empty(Comparator<C> order) {
        return new Layer<>(RuleSet.EMPTY, TreePMap.empty(order));
    }

    /** @return this layer where the cause puts one contribution instead of another */
    Layer<C> replace(C cause, Contribution before, Contribution after) {
        if (before == after || before.equals(after)) {
            return this;
        }
        RuleSet nextRules = rules.without(before.chains()).with(after.chains());
        TreePMap<C, Contribution> nextOther = onlyRules(before) ? other : other.minus(cause);
        return new Layer<>(nextRules, onlyRules(after) ? nextOther : nextOther.plus(cause, after));
    }

    private static boolean onlyRules(Contribution contribution) {
        return contribution.links().isEmpty() && contribution.addresses().isEmpty() && contribution.routes().isEmpty()
                && contribution.rules().isEmpty() && contribution.neighbors().isEmpty() && contribution.sysctls().isEmpty()
                && contribution.pods().isEmpty();
    }
}
