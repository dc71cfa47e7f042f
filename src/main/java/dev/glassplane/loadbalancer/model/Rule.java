package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Origin;
import java.util.List;
import java.util.OptionalInt;

/**
 * What happens to the requests that fit.
 *
 * @param name       for people, unique in the listener: {@code demo/web rule 1 match 2}
 * @param priority   of an ALB's rule; empty for proxies
 * @param conditions all of which must hold; none: every request fits
 * @param filters    in order; what a proxy changes before it forwards, or about the answer
 * @param action     what it does
 * @param origin     who put the rule there, with the field as reason
 */
public record Rule(String name, OptionalInt priority, List<Condition> conditions, List<Filter> filters, Action action, Origin origin) {

    public Rule {
        conditions = List.copyOf(conditions);
        filters = List.copyOf(filters);
    }
}
