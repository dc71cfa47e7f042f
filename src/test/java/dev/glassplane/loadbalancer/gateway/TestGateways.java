package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.controller.TestCluster;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import java.time.Instant;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A cluster with the gateway's controller and the class {@code glassplane}, whose Services of type LoadBalancer get addresses of 203.0.113.0/24. */
final class TestGateways implements AutoCloseable {

    final TestCluster cluster = TestCluster.create();
    final GatewayPlans plans = new GatewayPlans();

    TestGateways() {
        cluster.with(new Addresses(cluster), new GatewayLoop(cluster.objects(), cluster.kinds(), plans));
        cluster.node("node-a", "us-east-1a").node("node-b", "us-east-1b").apply("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: glassplane}
                spec: {controllerName: glassplane.dev/gateway}
                """).settle();
    }

    /** Stands in for whoever gives Services their load balancers. */
    @Order(945)
    private record Addresses(TestCluster cluster) implements ControlLoop {

        @Override
        public String name() {
            return "addresses-of-load-balancers";
        }

        @Override
        public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
            image.services().values().stream().filter(service -> service.type().equals("LoadBalancer") && service.ingress().isEmpty()).forEach(this::give);
            return Optional.empty();
        }

        private void give(Service service) {
            int last = service.clusterIps().getFirst().toString().hashCode() & 0x7f;
            cluster.edit("services", service.key().namespace(), service.key().name(), "status", object ->
                    object.withObject("/status/loadBalancer").putArray("ingress").addObject().put("ip", "203.0.113." + (last + 1)));
        }
    }

    /** Applies manifests and runs all loops. */
    TestGateways apply(String yaml) {
        cluster.apply(yaml).settle();
        return this;
    }

    /** The load balancer of a Gateway. */
    Optional<LoadBalancer> balancer(String gateway) {
        return plans.ask(cluster.image()).loadBalancers().stream().filter(each -> each.name().equals(gateway)).findFirst();
    }

    ObjectNode get(String resource, String namespace, String name) {
        return cluster.get(resource + ".gateway.networking.k8s.io", namespace, name);
    }

    /** A condition as {@code STATUS REASON}, empty if it is not there. */
    static String condition(JsonNode conditions, String type) {
        return conditions.valueStream().filter(each -> each.path("type").asString("").equals(type)).findFirst()
                .map(each -> each.path("status").asString("") + " " + each.path("reason").asString("")).orElse("");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
