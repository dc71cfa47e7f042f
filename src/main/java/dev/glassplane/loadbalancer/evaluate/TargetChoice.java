package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Which targets of a group may get traffic from a node of the load balancer: the healthy ones, of its zone unless cross-zone; if the group has none at all
 * that is healthy, all that are registered (Elastic Load Balancing user guides, "Target group health", "Cross-zone load balancing"). Each is as likely.
 */
public final class TargetChoice {

    private TargetChoice() {}

    /**
     * Those that may be drawn.
     *
     * @param targets   may be empty
     * @param note      why only these, or all although they are not healthy; may be empty
     * @param elsewhere whether other zones have some that this node may not use
     */
    public record Eligible(List<Target> targets, String note, boolean elsewhere) {}

    /** @param node of the load balancer; empty for a proxy */
    public static Eligible eligible(LoadBalancer balancer, TargetGroup group, Optional<LbNode> node) {
        List<Target> healthy = group.targets().stream().filter(target -> target.health().state() == TargetHealth.State.HEALTHY).toList();
        boolean open = healthy.isEmpty() && balancer.provider() != Provider.PROXY;
        List<Target> usable = open ? group.targets().stream().filter(TargetChoice::registered).toList() : healthy;
        String note = open && !usable.isEmpty() ? "no target is healthy, so requests go to all of them (fail open)" : "";
        if (node.isEmpty() || group.crossZone().orElse(balancer.crossZone())) {
            return new Eligible(usable, note, false);
        }
        List<Target> near = usable.stream().filter(target -> target.zone().equals(node.get().zone()) || target.zone().equals("all")).toList();
        String zone = near.size() == usable.size() ? "" : "cross-zone load balancing is off: only targets in " + node.get().zone();
        return new Eligible(near, String.join("; ", java.util.stream.Stream.of(note, zone).filter(text -> !text.isEmpty()).toList()), near.size() < usable.size());
    }

    private static boolean registered(Target target) {
        return switch (target.health().state()) {
            case HEALTHY, UNHEALTHY, INITIAL, UNAVAILABLE -> true;
            case UNHEALTHY_DRAINING, DRAINING, UNUSED -> false;
        };
    }

    /** @return the place of the one that is drawn */
    static int draw(LoadBalancer balancer, TargetGroup group, int of, Incoming incoming, Decisions decisions) {
        if (of == 1) {
            return 0;
        }
        return decisions.choose(new Draw(balancer.name(), "target-group/" + group.name(), Tuple.of(incoming.first()), Collections.nCopies(of, BigFraction.of(1, of))));
    }
}
