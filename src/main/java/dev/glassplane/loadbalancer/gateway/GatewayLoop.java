package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.proxy.ProxyWorkload;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The gateway's controller: runs a proxy for each accepted Gateway and writes what became of Gateways, ListenerSets, routes and policies into their status.
 * It writes only entries of its own controller name.
 */
@Component
@Order(950)
final class GatewayLoop implements ControlLoop {

    private final Objects objects;
    private final Kinds kinds;
    private final GatewayPlans plans;
    private final ProxyWorkload workload;
    private GatewayPlan last = GatewayPlan.NONE;

    GatewayLoop(Objects objects, Kinds kinds, GatewayPlans plans) {
        this.objects = objects;
        this.kinds = kinds;
        this.plans = plans;
        this.workload = new ProxyWorkload(objects, kinds);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        GatewayPlan plan = plans.of(image);
        boolean nothing = plan == last && !delta.full() && !delta.touches(ProxyWorkload.DEPLOYMENTS);
        if (nothing) {
            return Optional.empty();
        }
        plan.served().forEach(gateway -> workload.put(image, GatewayProxy.of(gateway, image)));
        write(image, plan, now);
        last = plan;
        return Optional.empty();
    }

    private void write(ClusterImage image, GatewayPlan plan, Instant now) {
        Statuses statuses = new Statuses(plan, now);
        plan.classes().forEach(stored -> put(stored.key(), stored.object(), statuses::ofClass));
        for (GatewayState gateway : plan.gateways().values()) {
            put(gateway.spec().key(), gateway.spec().object(), object -> statuses.of(gateway, object));
            gateway.sets().forEach(set -> put(set.spec().key(), set.spec().object(), object -> statuses.of(set, object)));
        }
        Map<ObjectKey, RouteState> states = new HashMap<>();
        plan.routes().forEach(route -> states.put(route.spec().key(), route));
        plans.routes(image).forEach(route -> put(route.key(), route.object(), object -> statuses.ofRoute(object, Optional.ofNullable(states.get(route.key())))));
        plan.policies().forEach((policy, gateways) -> put(policy.key(), policy.object(), object -> statuses.ofPolicy(object, policy.findings(), gateways)));
    }

    /** Writes a status if it is not there yet. Whoever changed the object meanwhile is answered in the next run. */
    private void put(ObjectKey key, ObjectNode seen, Function<ObjectNode, ObjectNode> status) {
        ObjectNode wanted = status.apply(seen);
        if (wanted.equals(seen.path("status")) || wanted.isEmpty() && !seen.has("status")) {
            return;
        }
        long generation = GatewayApi.generation(seen);
        objects.modify(kinds.named(key.resource()), key.namespace(), key.name(), "status", object -> {
            if (GatewayApi.generation(object) == generation) {
                object.set("status", status.apply(object));
            }
            return object;
        });
    }
}
