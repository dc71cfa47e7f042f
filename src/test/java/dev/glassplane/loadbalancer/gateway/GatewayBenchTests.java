package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** How long the load balancer of one Gateway with 1,000 routes takes after one of them changed. */
@Tag("bench")
class GatewayBenchTests {

    private static final int ROUTES = 1000;
    private static final int RUNS = 60;
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void aChangedRouteOfAThousand() {
        List<ObjectNode> objects = new ArrayList<>(List.of(yaml("{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: g}, spec: {controllerName: glassplane.dev/gateway}}"),
                yaml("{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: web, namespace: d}, spec: {gatewayClassName: g, listeners: [{name: h, port: 80, protocol: HTTP}]}}")));
        for (int i = 0; i < ROUTES; i++) {
            objects.add(yaml("{apiVersion: v1, kind: Service, metadata: {name: s-%d, namespace: d}, spec: {clusterIP: 10.100.%d.%d, clusterIPs: [10.100.%d.%d], ports: [{port: 80}]}}"
                    .formatted(i, i / 250, i % 250 + 1, i / 250, i % 250 + 1)));
            objects.add(route(i, "/v1"));
        }
        ClusterImage image = ClusterImages.of(objects);
        GatewayPlans plans = new GatewayPlans();
        List<Long> micros = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            ObjectNode changed = route(run, "/v" + (run + 2));
            ObjectKey key = new ObjectKey(RouteKind.HTTP.resource(), "d", "r-" + run);
            Stored stored = new Stored(key, new Revision(image.revision().value() + 1), changed);
            image = ClusterImages.apply(image, List.of(new Event(Event.Type.MODIFIED, stored.revision(), stored, image.object(key))));
            long start = System.nanoTime();
            assertThat(plans.ask(image).loadBalancers().getFirst().listeners().getFirst().rules()).hasSize(ROUTES * 2);
            micros.add((System.nanoTime() - start) / 1000);
        }
        List<Long> sorted = micros.subList(RUNS / 2, RUNS).stream().sorted().toList();
        System.out.println("one Gateway, " + ROUTES + " routes, one changed: median " + sorted.get(sorted.size() / 2) + " us, first " + micros.getFirst() + " us");
    }

    private static ObjectNode route(int i, String path) {
        return yaml("""
                {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r-%d, namespace: d}, spec: {parentRefs: [{name: web}], hostnames: [h%d.example],
                 rules: [{matches: [{path: {type: PathPrefix, value: %s}}], backendRefs: [{name: s-%d, port: 80}]}, {matches: [{headers: [{name: x, value: y}]}], backendRefs: [{name: s-%d, port: 80}]}]}}
                """.formatted(i, i, path, i, i));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) YAML.readTree(text);
    }
}
