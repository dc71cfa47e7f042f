package dev.glassplane.trace.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A walk in one direction.
 *
 * @param hops in order; the last one, and only the last one, ends
 */
public record Leg(List<Hop> hops) {

    public Leg {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a walk has at least one hop");
        }
        for (int i = 0; i < hops.size(); i++) {
            if (hops.get(i).end().isPresent() != (i == hops.size() - 1)) {
                throw new IllegalArgumentException("hop " + (i + 1) + " of " + hops.size() + " (" + hops.get(i).device() + "): expected "
                        + (i == hops.size() - 1 ? "an end" : "no end before the last hop"));
            }
        }
    }

    /** @return how it ended */
    public End end() {
        return hops.getLast().end().orElseThrow();
    }

    /** @return cost of all hops */
    public Cost cost() {
        return hops.stream().map(Hop::cost).reduce(Cost.NONE, Cost::plus);
    }

    /** @return cost by node, in the order of the visits; other devices ask no rules */
    public Map<String, Cost> costByNode() {
        Map<String, Cost> costs = new LinkedHashMap<>();
        hops.stream().filter(hop -> hop.device().kind() == DeviceRef.Kind.NODE).forEach(hop -> costs.merge(hop.device().name(), hop.cost(), Cost::plus));
        return costs;
    }
}
