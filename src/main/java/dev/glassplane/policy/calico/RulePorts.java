package dev.glassplane.policy.calico;

import dev.glassplane.net.PortRange;
import java.util.List;

/**
 * Ports that a rule names.
 *
 * @param numbers by number
 * @param names   by the names that containers give them
 */
public record RulePorts(List<PortRange> numbers, List<String> names) {

    /** Not a word about ports. */
    public static final RulePorts NONE = new RulePorts(List.of(), List.of());

    public RulePorts {
        numbers = List.copyOf(numbers);
        names = List.copyOf(names);
    }

    /** @return whether nothing is said */
    public boolean isEmpty() {
        return numbers.isEmpty() && names.isEmpty();
    }
}
