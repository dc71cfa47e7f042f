package dev.glassplane.loadbalancer.awsgateway;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses GatewayClasses of the AWS Load Balancer Controller, so that nobody waits for their Gateways. */
@Component
@Order(954)
class AwsGatewayClasses implements ControlLoop {

    private static final String CLASSES = "gatewayclasses.gateway.networking.k8s.io";
    private static final Set<String> CONTROLLERS = Set.of("gateway.k8s.aws/alb", "gateway.k8s.aws/nlb");
    private static final String REASON = "Unsupported";

    private final Objects objects;
    private final Kind classes;

    AwsGatewayClasses(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.classes = kinds.named(CLASSES);
    }

    @Override
    public String name() {
        return "aws-gateway-classes";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.touches(CLASSES)) {
            image.all(CLASSES).values().stream().filter(stored -> CONTROLLERS.contains(controller(stored)) && !refused(stored.object()))
                    .forEach(stored -> refuse(stored, now));
        }
        return Optional.empty();
    }

    private static String controller(Stored stored) {
        return stored.object().path("spec").path("controllerName").stringValue("");
    }

    private static boolean refused(JsonNode object) {
        return object.path("status").path("conditions").valueStream().anyMatch(condition -> condition.path("type").stringValue("").equals("Accepted")
                && condition.path("reason").stringValue("").equals(REASON)
                && condition.path("observedGeneration").asLong(0) == object.path("metadata").path("generation").asLong(0));
    }

    private void refuse(Stored stored, Instant now) {
        objects.modify(classes, "", stored.key().name(), "status", object -> {
            ArrayNode conditions = object.withObject("/status").putArray("conditions");
            ObjectNode condition = conditions.addObject().put("type", "Accepted").put("status", "False").put("reason", REASON);
            condition.put("message", "Gateways of controller " + controller(stored) + " are not modelled (limit: gateway-api-on-aws); an Ingress of controller "
                    + "ingress.k8s.aws/alb, a Service of class service.k8s.aws/nlb or a Gateway of controller glassplane.dev/gateway is");
            condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
            condition.put("observedGeneration", object.path("metadata").path("generation").asLong(0));
            return object;
        });
    }
}
