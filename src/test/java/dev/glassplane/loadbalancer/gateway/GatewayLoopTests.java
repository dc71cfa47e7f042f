package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.registry.DeleteOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GatewayLoopTests {

    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: web}
            spec:
              gatewayClassName: glassplane
              infrastructure: {labels: {team: shop}, annotations: {note: ours}}
              listeners:
                - {name: http, port: 80, protocol: HTTP}
                - {name: shop, port: 80, protocol: HTTP, hostname: "*.shop.example"}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            """;
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: shop}
            spec:
              parentRefs: [{name: web}]
              hostnames: [cart.shop.example, other.example]
              rules:
                - backendRefs: [{name: web, port: 80}]
            """;

    private TestGateways gateways;

    @BeforeEach
    void start() {
        gateways = new TestGateways();
    }

    @AfterEach
    void stop() {
        gateways.close();
    }

    private String gateway(String type) {
        return TestGateways.condition(gateways.get("gateways", "default", "web").path("status").path("conditions"), type);
    }

    private String route(String type) {
        return TestGateways.condition(gateways.get("httproutes", "default", "shop").path("status").path("parents").path(0).path("conditions"), type);
    }

    @Test
    void aGatewayGetsAProxyWithTheLabelsOfItsInfrastructure() {
        gateways.apply(GATEWAY);
        for (String resource : List.of("services", "deployments.apps")) {
            JsonNode metadata = gateways.cluster.get(resource, "default", "web-glassplane").path("metadata");
            assertThat(metadata.path("labels").path("team").asString()).isEqualTo("shop");
            assertThat(metadata.path("labels").path("gateway.networking.k8s.io/gateway-name").asString()).isEqualTo("web");
            assertThat(metadata.path("annotations").path("note").asString()).isEqualTo("ours");
        }
        JsonNode port = gateways.cluster.get("services", "default", "web-glassplane").path("spec").path("ports").path(0);
        assertThat(port.path("port").asInt() + " " + port.path("targetPort").asInt()).isEqualTo("80 10080");
        assertThat(gateway("Programmed")).isEqualTo("True Programmed");
        assertThat(gateways.get("gateways", "default", "web").path("status").path("addresses").path(0).path("value").asString()).startsWith("203.0.113.");
        assertThat(gateways.balancer("default/web").orElseThrow().front()).isInstanceOfSatisfying(Front.Pods.class, front -> assertThat(front.pods()).hasSize(1));
    }

    @Test
    void aNewListenerOpensAPortAndKeepsTheNodePorts() {
        gateways.apply(GATEWAY);
        int before = gateways.cluster.get("services", "default", "web-glassplane").path("spec").path("ports").path(0).path("nodePort").asInt();
        gateways.cluster.edit("gateways.gateway.networking.k8s.io", "default", "web", "", gateway ->
                gateway.path("spec").withArray("listeners").addObject().put("name", "more").put("port", 8080).put("protocol", "HTTP")).settle();
        JsonNode ports = gateways.cluster.get("services", "default", "web-glassplane").path("spec").path("ports");
        assertThat(ports.valueStream().map(port -> port.path("port").asInt()).toList()).containsExactly(80, 8080);
        assertThat(ports.path(0).path("nodePort").asInt()).isEqualTo(before);
    }

    @Test
    void theProxyGoesWithItsGateway() {
        gateways.apply(GATEWAY);
        gateways.cluster.delete("gateways.gateway.networking.k8s.io", "default", "web", DeleteOptions.NOW).settle();
        assertThat(gateways.cluster.exists("services", "default", "web-glassplane")).isFalse();
        assertThat(gateways.cluster.exists("deployments.apps", "default", "web-glassplane")).isFalse();
    }

    @Test
    void aServiceOfTheSameNameThatIsNotTheGatewaysIsLeftAlone() {
        gateways.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: web-glassplane}
                spec: {selector: {app: mine}, ports: [{port: 5432}]}
                """).apply(GATEWAY);
        assertThat(gateways.cluster.get("services", "default", "web-glassplane").path("spec").path("ports").path(0).path("port").asInt()).isEqualTo(5432);
    }

    @Test
    void aRouteIsServedByEachListenerWithTheHostsThatBothMean() {
        gateways.apply(GATEWAY).apply(ROUTE);
        assertThat(route("Accepted")).isEqualTo("True Accepted");
        assertThat(route("ResolvedRefs")).isEqualTo("True ResolvedRefs");
        LoadBalancer balancer = gateways.balancer("default/web").orElseThrow();
        assertThat(balancer.listeners().stream().map(listener -> listener.name() + ": " + hosts(listener)).toList())
                .containsExactly("http: [Host[hosts=[cart.shop.example, other.example]]]", "shop: [Host[hosts=[cart.shop.example]]]");
        JsonNode listeners = gateways.get("gateways", "default", "web").path("status").path("listeners");
        assertThat(listeners.valueStream().map(listener -> listener.path("attachedRoutes").asInt()).toList()).containsExactly(1, 1);
    }

    private static String hosts(Listener listener) {
        return listener.rules().getFirst().conditions().toString();
    }

    @Test
    void entriesOfOtherControllersStay() {
        gateways.apply(GATEWAY).apply(ROUTE);
        gateways.cluster.edit("httproutes.gateway.networking.k8s.io", "default", "shop", "status", route -> {
            ObjectNode entry = route.path("status").withArray("parents").addObject();
            entry.putObject("parentRef").put("name", "theirs").put("group", GatewayApi.GROUP).put("kind", "Gateway");
            entry.put("controllerName", "example.com/other").putArray("conditions").addObject().put("type", "Accepted").put("status", "True").put("reason", "Accepted")
                    .put("message", "").put("lastTransitionTime", "2026-01-01T00:00:00Z");
        }).settle();
        gateways.cluster.delete("gateways.gateway.networking.k8s.io", "default", "web", DeleteOptions.NOW).settledForGood();
        JsonNode parents = gateways.get("httproutes", "default", "shop").path("status").path("parents");
        assertThat(parents.valueStream().map(each -> each.path("controllerName").asString()).toList()).containsExactly("example.com/other");
    }

    @Test
    void aGatewayOfAnotherClassIsNotTouched() {
        gateways.apply("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: theirs}
                spec: {controllerName: example.com/other}
                """).apply(GATEWAY.replace("gatewayClassName: glassplane", "gatewayClassName: theirs")).apply(ROUTE);
        assertThat(gateway("Accepted")).isEqualTo("Unknown Pending");
        assertThat(gateways.get("httproutes", "default", "shop").has("status")).isFalse();
        assertThat(gateways.balancer("default/web")).isEmpty();
    }

    @Test
    void transitionTimesMoveOnlyWithTheStatus() {
        gateways.apply(GATEWAY).apply(ROUTE);
        String before = gateways.get("httproutes", "default", "shop").at("/status/parents/0/conditions/0/lastTransitionTime").asString();
        gateways.cluster.advance(java.time.Duration.ofMinutes(5)).edit("httproutes.gateway.networking.k8s.io", "default", "shop", "", route ->
                ((ObjectNode) route.at("/spec/rules/0/backendRefs/0")).put("name", "absent")).settledForGood();
        assertThat(route("ResolvedRefs")).isEqualTo("False BackendNotFound");
        JsonNode conditions = gateways.get("httproutes", "default", "shop").at("/status/parents/0/conditions");
        assertThat(conditions.path(0).path("lastTransitionTime").asString()).isEqualTo(before);
        assertThat(conditions.path(0).path("observedGeneration").asInt()).isEqualTo(2);
        assertThat(conditions.path(1).path("lastTransitionTime").asString()).isNotEqualTo(before);
    }

    @Test
    void aRuleThatCannotBeCarriedOutIsLeftOutAndNamed() {
        gateways.apply(GATEWAY).apply(ROUTE.replace("    - backendRefs", "    - matches: [{path: {type: RegularExpression, value: '/(?=x)'}}]\n      backendRefs: [{name: web, port: 80}]\n    - backendRefs"));
        assertThat(route("Accepted")).isEqualTo("True Accepted");
        assertThat(route("PartiallyInvalid")).isEqualTo("True UnsupportedValue");
        assertThat(gateways.balancer("default/web").orElseThrow().listeners().getFirst().rules()).hasSize(1);
        gateways.cluster.edit("httproutes.gateway.networking.k8s.io", "default", "shop", "", route -> ((ObjectNode) route.path("spec")).withArray("rules").remove(1)).settle();
        assertThat(route("Accepted")).isEqualTo("False UnsupportedValue");
    }

    @Test
    void aFilterOfAnotherKindIsAnErrorForItsRequests() {
        gateways.apply(GATEWAY).apply(ROUTE.replace("    - backendRefs", "    - filters: [{type: ExtensionRef, extensionRef: {group: example.com, kind: Limit, name: l}}]\n      backendRefs"));
        assertThat(route("ResolvedRefs")).isEqualTo("False InvalidKind");
        assertThat(gateways.balancer("default/web").orElseThrow().listeners().getFirst().rules().getFirst().action()).isInstanceOfSatisfying(Action.Fail.class,
                fail -> assertThat(fail.status()).isEqualTo(500));
    }

    @Test
    void anHttpRouteAndAGrpcRouteDoNotShareHosts() {
        gateways.apply(GATEWAY).apply(ROUTE);
        gateways.cluster.advance(java.time.Duration.ofSeconds(5));
        gateways.apply(ROUTE.replace("HTTPRoute", "GRPCRoute"));
        JsonNode later = gateways.get("grpcroutes", "default", "shop").at("/status/parents/0/conditions");
        assertThat(TestGateways.condition(later, "Accepted")).isEqualTo("False NotAllowedByListeners");
        assertThat(route("Accepted")).isEqualTo("True Accepted");
    }

    @Test
    void whatAGatewayCannotHaveIsSaid() {
        gateways.apply(GATEWAY.replace("  listeners:", "  addresses: [{type: IPAddress, value: 192.0.2.9}]\n  listeners:"));
        assertThat(gateway("Programmed")).isEqualTo("False AddressNotUsable");
        gateways.cluster.edit("gateways.gateway.networking.k8s.io", "default", "web", "", gateway ->
                ((ObjectNode) gateway.at("/spec/addresses/0")).put("type", "example.com/Name")).settle();
        assertThat(gateway("Accepted")).isEqualTo("False UnsupportedAddress");
        assertThat(gateway("Programmed")).isEqualTo("False Invalid");
    }

    @Test
    void aClassShowsItsFeaturesAndRefusesParameters() {
        JsonNode status = gateways.get("gatewayclasses", "", "glassplane").path("status");
        assertThat(TestGateways.condition(status.path("conditions"), "Accepted")).isEqualTo("True Accepted");
        assertThat(TestGateways.condition(status.path("conditions"), "SupportedVersion")).isEqualTo("True SupportedVersion");
        assertThat(status.path("supportedFeatures").valueStream().map(each -> each.path("name").asString()).toList()).isSorted().contains("GatewayHTTPListenerIsolation");
        gateways.apply("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: tuned}
                spec: {controllerName: glassplane.dev/gateway, parametersRef: {group: "", kind: ConfigMap, name: c, namespace: default}}
                """);
        assertThat(TestGateways.condition(gateways.get("gatewayclasses", "", "tuned").path("status").path("conditions"), "Accepted")).isEqualTo("False InvalidParameters");
    }
}
