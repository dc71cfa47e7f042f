package dev.glassplane.trace.model;

import dev.glassplane.vpc.firewall.Ruling;
import java.util.List;
import java.util.Optional;

/**
 * A packet's visit to one device.
 *
 * @param device where
 * @param in     interface it came in by, empty if it started here
 * @param out    interface it left by, empty if it ended here
 * @param steps  what the device did, in order; never empty
 * @param end    set if the walk ended here
 */
public record Hop(DeviceRef device, String in, String out, List<Step> steps, Optional<End> end) {

    public Hop {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("hop " + device + " has no step");
        }
    }

    /** @return the security groups or network ACL that ended the walk here, if they did */
    public Optional<Ruling> denied() {
        return steps.stream().filter(Step.Filtered.class::isInstance).map(step -> ((Step.Filtered) step).ruling()).filter(ruling -> !ruling.passes()).findFirst();
    }

    /** @return what the visit cost */
    public Cost cost() {
        return Cost.of(steps);
    }
}
