package dev.glassplane.loadbalancer;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Origin;
import java.util.List;

/**
 * A kind of object that asks for load balancers. One bean for each; {@link LoadBalancerSources} unites them. Implementations are functions of the image
 * alone: addresses, states and whatever else lasts are read from objects that a control loop wrote. They should remember what followed
 * from the same objects ({@code image.Recently}, {@code image.RecentlyOf}) and may be asked from any thread, about edited images too.
 */
@FunctionalInterface
public interface LoadBalancerSource {

    /** @return what the objects of this image ask for */
    Asked ask(ClusterImage image);

    /**
     * @param loadBalancers in any order, each with its unique name
     * @param problems      objects that ask for something impossible
     */
    record Asked(List<LoadBalancer> loadBalancers, List<Problem> problems) {

        /** Nothing. */
        public static final Asked NOTHING = new Asked(List.of(), List.of());

        public Asked {
            loadBalancers = List.copyOf(loadBalancers);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Why an object has no load balancer, or not the one that it asks for.
     *
     * @param object  who asks
     * @param reason  of the real component's event or condition: {@code FailedBuildModel}
     * @param message for people
     */
    record Problem(Origin object, String reason, String message) {}
}
