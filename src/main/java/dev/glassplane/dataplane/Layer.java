package dev.glassplane.dataplane;

import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.netfilter.RuleSet;
import java.util.Comparator;
import org.pcollections.TreePMap;

/**
 * What several causes put into a group of nodes: persistent, so that a change costs like the change.
 *
 * @param <C>     cause
 * @param rules   their netfilter rules
 * @param entries their entries of keyed tables
 * @param other   contributions that hold more than rules and entries, in the order of their causes
 */
record Layer<C>(RuleSet rules, EntrySet entries, TreePMap<C, Contribution> other) {

    static <C> Layer<C> empty(Comparator<C> order) {
        return new Layer<>(RuleSet.EMPTY, EntrySet.EMPTY, TreePMap.empty(order));
    }

    /** @return this layer where the cause puts one contribution instead of another */
    Layer<C> replace(C cause, Contribution before, Contribution after) {
        if (before == after || before.equals(after)) {
            return this;
        }
        RuleSet nextRules = rules.without(before.chains()).with(after.chains());
        EntrySet nextEntries = entries.without(before.entries()).with(after.entries());
        TreePMap<C, Contribution> nextOther = before.onlyTables() ? other : other.minus(cause);
        return new Layer<>(nextRules, nextEntries, after.onlyTables() ? nextOther : nextOther.plus(cause, after));
    }
}
