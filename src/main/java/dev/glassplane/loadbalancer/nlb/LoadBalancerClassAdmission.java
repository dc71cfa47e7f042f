package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.Kind;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The controller's webhook for new Services ({@code webhooks/core/service_mutator.go}), off unless {@code glassplane.load-balancer-class} is set: gives those of type
 * LoadBalancer that have none this class.
 */
@Component
class LoadBalancerClassAdmission implements Admission {

    private final String byDefault;

    LoadBalancerClassAdmission(@Value("${glassplane.load-balancer-class:}") String byDefault) {
        this.byDefault = byDefault;
    }

    @Override
    public void complete(Kind kind, ObjectNode created) {
        if (!byDefault.isEmpty() && kind.resource().equals("services") && created.path("spec").path("type").stringValue("").equals("LoadBalancer")
                && created.path("spec").path("loadBalancerClass").stringValue("").isEmpty()) {
            created.withObject("/spec").put("loadBalancerClass", byDefault);
        }
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) { }
}
