package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.model.Rule;
import java.util.Comparator;

/**
 * A rule with what decides its place: how specific its match is, then which route is older, then its place in the route. The host comes before all of that,
 * and is the evaluator's business.
 *
 * @param age   place of its route among the routes of the listener, the oldest first
 * @param index place of its rule in the route
 * @param match place of its match in the rule
 */
record Ranked(Matches.Rank rank, int age, int index, int match, Rule rule) {

    static final Comparator<Ranked> ORDER = Comparator.comparing(Ranked::rank, Comparator.comparingInt(Matches.Rank::kind).thenComparingInt(Matches.Rank::length)
            .thenComparingInt(Matches.Rank::method).thenComparingInt(Matches.Rank::headers).thenComparingInt(Matches.Rank::queries).reversed())
            .thenComparingInt(Ranked::age).thenComparingInt(Ranked::index).thenComparingInt(Ranked::match);

    /** Exact names first, then wildcards with more to the right of the star, then none. */
    static final Comparator<String> HOSTS = Comparator.comparingInt((String host) -> host.isEmpty() ? 2 : host.startsWith("*.") ? 1 : 0)
            .thenComparing(Comparator.comparingInt(String::length).reversed());
}
