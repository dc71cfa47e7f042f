package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Recently;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The plan of an image, remembered as long as nothing that it reads changes; and the load balancers of it. May be asked from any thread. */
@Component
@Order(30)
final class GatewayPlans implements LoadBalancerSource {

    private static final List<String> READ = readResources();

    private final Recently<GatewayPlan> plans = new Recently<>();
    private final Recently<Asked> asked = new Recently<>();
    private final Certificates certificates = new Certificates();
    private final RouteSpecs specs = new RouteSpecs();

    private static List<String> readResources() {
        List<String> resources = new ArrayList<>(List.of(GatewayApi.CLASSES, GatewayApi.GATEWAYS, GatewayApi.LISTENER_SETS, GatewayApi.GRANTS, GatewayApi.POLICIES,
                GatewayApi.SECRETS, GatewayApi.CONFIG_MAPS, GatewayApi.NAMESPACES));
        for (RouteKind kind : RouteKind.values()) {
            resources.add(kind.resource());
        }
        return List.copyOf(resources);
    }

    GatewayPlan of(ClusterImage image) {
        Object[] from = new Object[READ.size() + 2];
        for (int i = 0; i < READ.size(); i++) {
            from[i] = image.objects().get(READ.get(i));
        }
        from[READ.size()] = image.services();
        from[READ.size() + 1] = image.slices();
        return plans.of(() -> GatewayPlan.of(image, certificates, specs), from);
    }

    @Override
    public Asked ask(ClusterImage image) {
        GatewayPlan plan = of(image);
        return asked.of(() -> new Asked(plan.loadBalancers(), List.of()), plan);
    }

    /** All routes, whoever takes them. */
    List<RouteSpec> routes(ClusterImage image) {
        return specs.of(image);
    }
}
