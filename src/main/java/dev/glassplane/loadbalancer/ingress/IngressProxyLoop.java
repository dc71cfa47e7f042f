package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.ingress.ProxyClass.Ingress;
import dev.glassplane.loadbalancer.proxy.ProxyAddress;
import dev.glassplane.loadbalancer.proxy.ProxyWorkload;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The in-cluster ingress controller: runs a proxy for each of its classes, and writes where it can be reached into the status of their Ingresses. */
@Component
@Order(953)
class IngressProxyLoop implements ControlLoop {

    private static final List<String> READ = List.of(ProxyClass.CLASSES, ProxyClass.INGRESSES, "services", ProxyWorkload.DEPLOYMENTS);

    private final Objects objects;
    private final Kind ingresses;
    private final ProxyWorkload workload;

    IngressProxyLoop(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.ingresses = kinds.named(ProxyClass.INGRESSES);
        this.workload = new ProxyWorkload(objects, kinds);
    }

    @Override
    public String name() {
        return "glassplane-ingress";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (READ.stream().anyMatch(delta::touches)) {
            ProxyClass.all(image).forEach(each -> {
                workload.put(image, IngressProxy.of(each, image));
                ArrayNode points = points(ProxyAddress.of(image, each.service()));
                each.ingresses().forEach(ingress -> status(ingress, points));
            });
        }
        return Optional.empty();
    }

    private static ArrayNode points(List<ProxyAddress> addresses) {
        ArrayNode points = JsonNodeFactory.instance.arrayNode();
        addresses.forEach(address -> points.addObject().put(address.type().equals("Hostname") ? "hostname" : "ip", address.value()));
        return points;
    }

    private void status(Ingress ingress, ArrayNode points) {
        var present = ingress.object().path("status").path("loadBalancer").path("ingress");
        if (!present.equals(points) && !(present.isEmpty() && points.isEmpty())) {
            objects.modify(ingresses, ingress.key().namespace(), ingress.key().name(), "status", object -> {
                ObjectNode balancer = object.withObject("/status/loadBalancer");
                if (points.isEmpty()) {
                    balancer.remove("ingress");
                } else {
                    balancer.set("ingress", points.deepCopy());
                }
                return object;
            });
        }
    }
}
