package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.model.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Host names of listeners and routes: {@code *.x} stands for one label or more before x, an empty name for every name. Source:
 * {@code apis/v1/httproute_types.go}, "Hostnames".
 */
final class Hostnames {

    private Hostnames() {}

    static HostPattern pattern(String hostname) {
        String lower = hostname.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return HostPattern.ANY;
        }
        return lower.startsWith("*.") ? new HostPattern.AnyLabels(lower.substring(2)) : new HostPattern.Exact(lower);
    }

    /**
     * @param listener host name of a listener, empty for all
     * @param route    host names of a route, none for all
     * @return the names that both mean, the more specific of each pair; one empty name if neither names any; nothing if the two have none in common
     */
    static List<String> intersect(String listener, List<String> route) {
        if (route.isEmpty()) {
            return List.of(listener);
        }
        List<String> common = new ArrayList<>();
        route.forEach(each -> common(listener, each).filter(name -> !common.contains(name)).ifPresent(common::add));
        return common;
    }

    /** Whether two lists of intersected names have names in common. */
    static boolean overlap(List<String> some, List<String> others) {
        return some.stream().anyMatch(one -> others.stream().anyMatch(other -> common(one, other).isPresent()));
    }

    /** @return the names that both mean: one of the two */
    static Optional<String> common(String one, String other) {
        if (one.isEmpty() || one.equalsIgnoreCase(other)) {
            return Optional.of(other);
        }
        if (other.isEmpty()) {
            return Optional.of(one);
        }
        if (under(one, other)) {
            return Optional.of(one);
        }
        return under(other, one) ? Optional.of(other) : Optional.empty();
    }

    /** Whether every name that {@code name} means is one of {@code wildcard}. */
    private static boolean under(String name, String wildcard) {
        return wildcard.startsWith("*.") && name.toLowerCase(Locale.ROOT).endsWith(wildcard.substring(1).toLowerCase(Locale.ROOT));
    }
}
