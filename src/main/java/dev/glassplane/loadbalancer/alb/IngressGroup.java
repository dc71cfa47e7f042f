package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.BuildFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.OptionalInt;

/**
 * Ingresses that share a load balancer.
 *
 * @param id      of the group
 * @param members in the order of their rules
 */
record IngressGroup(GroupId id, List<AlbIngress> members) {

    private static final int ORDER_MIN = -1000;
    private static final int ORDER_MAX = 1000;

    IngressGroup {
        members = List.copyOf(members);
    }

    /**
     * @param members in any order
     * @throws BuildFailure if the order of one is no number from -1000 to 1000
     */
    static IngressGroup sorted(GroupId id, List<AlbIngress> members) {
        Map<AlbIngress, Integer> orders = new HashMap<>();
        members.forEach(member -> orders.put(member, order(member)));
        List<AlbIngress> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.<AlbIngress>comparingInt(orders::get).thenComparing(AlbIngress::name));
        return new IngressGroup(id, sorted);
    }

    private static int order(AlbIngress member) {
        OptionalInt order;
        try {
            order = member.annotations().number("group.order");
        } catch (BuildFailure e) {
            throw e.within("failed to load Ingress group order for ingress: " + member.name());
        }
        if (order.isPresent() && (order.getAsInt() < ORDER_MIN || order.getAsInt() > ORDER_MAX)) {
            throw new BuildFailure("explicit Ingress group order must be within [" + ORDER_MIN + ":" + ORDER_MAX + "], Ingress: " + member.name() + ", order: "
                    + order.getAsInt());
        }
        return order.orElse(0);
    }
}
