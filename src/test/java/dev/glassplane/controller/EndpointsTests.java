package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.object.Fields;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EndpointsTests {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, labels: {tier: front}}
            spec:
              clusterIP: 10.100.1.1
              clusterIPs: [10.100.1.1]
              ipFamilies: [IPv4]
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
            """;

    private final TestCluster cluster = TestCluster.create(Duration.ZERO, Duration.ofSeconds(20))
            .node("a", "us-east-1a").node("b", "us-east-1b").node("c", "us-east-1c");

    private TestCluster pod(String name, int port, String more) {
        return cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: web}}
                spec: {%s containers: [{name: c, image: nginx, ports: [{name: http, containerPort: %d, protocol: TCP}]}]}
                """.formatted(name, more, port));
    }

    private List<ObjectNode> slices() {
        return cluster.all("endpointslices.discovery.k8s.io");
    }

    private List<JsonNode> endpoints() {
        return slices().stream().flatMap(slice -> Fields.each(slice, "endpoints")).toList();
    }

    private static String conditions(JsonNode endpoint) {
        JsonNode conditions = endpoint.path("conditions");
        return conditions.path("ready").asString() + "/" + conditions.path("serving").asString() + "/" + conditions.path("terminating").asString();
    }

    @Test
    void aSliceNamesPodsPortsNodesAndZones() {
        pod("p1", 8080, "").apply(SERVICE).settledForGood();
        assertThat(slices()).hasSize(1);
        ObjectNode slice = slices().getFirst();
        assertThat(slice.path("metadata").path("name").asString()).matches("web-[a-z0-9]{5}");
        assertThat(Fields.strings(slice.path("metadata"), "labels")).containsOnly(java.util.Map.entry("kubernetes.io/service-name", "web"),
                java.util.Map.entry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"),
                java.util.Map.entry("tier", "front"));
        assertThat(slice.path("metadata").path("ownerReferences").path(0).path("kind").asString()).isEqualTo("Service");
        assertThat(slice.path("ports").toString()).isEqualTo("[{\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"}]");
        JsonNode endpoint = slice.path("endpoints").path(0);
        assertThat(endpoint.path("nodeName").asString()).isEqualTo("a");
        assertThat(endpoint.path("zone").asString()).isEqualTo("us-east-1a");
        assertThat(endpoint.path("targetRef").path("name").asString()).isEqualTo("p1");
        assertThat(conditions(endpoint)).isEqualTo("true/true/false");
    }

    @Test
    void conditionsFollowReadinessAndTermination() {
        pod("p1", 8080, "").apply(SERVICE).settle();
        cluster.annotate("pods", "default", "p1", "glassplane.dev/ready", "false").settledForGood();
        assertThat(endpoints()).extracting(EndpointsTests::conditions).containsExactly("false/false/false");
        cluster.annotate("pods", "default", "p1", "glassplane.dev/ready", "true").settle().delete("pods", "default", "p1").settledForGood();
        assertThat(endpoints()).extracting(EndpointsTests::conditions).containsExactly("false/true/true");
        cluster.advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(endpoints()).isEmpty();
        assertThat(slices()).as("the slice stays as a placeholder").hasSize(1);
        assertThat(slices().getFirst().path("ports")).isEmpty();
    }

    @Test
    void publishNotReadyAddressesPublishesEverything() {
        pod("p1", 8080, "").annotate("pods", "default", "p1", "glassplane.dev/ready", "false")
                .apply(SERVICE.replace("selector:", "publishNotReadyAddresses: true\n  selector:")).settledForGood();
        assertThat(endpoints()).extracting(EndpointsTests::conditions).containsExactly("true/false/false");
        assertThat(cluster.get("endpoints", "default", "web").path("subsets").path(0).path("addresses")).hasSize(1);
    }

    @Test
    void podsThatResolveTheirPortDifferentlyGetSlicesOfTheirOwn() {
        pod("p1", 8080, "");
        pod("p2", 9090, "").apply(SERVICE).settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("ports").path(0).path("port").asInt()).containsExactlyInAnyOrder(8080, 9090);
        assertThat(cluster.get("endpoints", "default", "web").path("subsets")).hasSize(2);
    }

    @Test
    void aSliceHoldsAHundredAndChangesTouchFewSlices() {
        IntStream.range(0, 8).forEach(i -> cluster.node("n" + i, "us-east-1a"));
        IntStream.range(0, 205).forEach(i -> pod("p%03d".formatted(i), 8080, ""));
        cluster.apply(SERVICE).settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("endpoints").size()).containsExactlyInAnyOrder(100, 100, 5);
        List<String> names = slices().stream().map(slice -> slice.path("metadata").path("name").asString()).toList();
        cluster.delete("pods", "default", "p000").advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("endpoints").size()).containsExactlyInAnyOrder(99, 100, 5);
        assertThat(slices()).extracting(slice -> slice.path("metadata").path("name").asString()).containsExactlyElementsOf(names);
    }

    @Test
    void withoutPodsThereIsAPlaceholderThatIsReused() {
        cluster.apply(SERVICE).settledForGood();
        assertThat(slices()).hasSize(1);
        String name = slices().getFirst().path("metadata").path("name").asString();
        pod("p1", 8080, "").settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("metadata").path("name").asString()).containsExactly(name);
        assertThat(endpoints()).hasSize(1);
    }

    @Test
    void headlessServicesAreLabelledAndNameTheirPods() {
        pod("p1", 8080, "hostname: db-0, subdomain: web,")
                .apply(SERVICE.replace("10.100.1.1", "None").replace("clusterIPs: [None]", "clusterIPs: [\"None\"]")).settledForGood();
        assertThat(slices().getFirst().path("metadata").path("labels").has("service.kubernetes.io/headless")).isTrue();
        assertThat(endpoints().getFirst().path("hostname").asString()).isEqualTo("db-0");
    }

    @Test
    void endpointsOfMissingNodesAreLeftOut() {
        pod("p1", 8080, "").apply(SERVICE).settle().delete("nodes", "", "a").settledForGood();
        assertThat(endpoints()).isEmpty();
    }

    @Test
    void aChangedSelectorChangesTheEndpoints() {
        pod("p1", 8080, "").apply(SERVICE).settle().apply(SERVICE.replace("app: web", "app: other")).settledForGood();
        assertThat(endpoints()).isEmpty();
        cluster.edit("pods", "default", "p1", "", pod -> pod.withObject("/metadata/labels").put("app", "other")).settledForGood();
        assertThat(endpoints()).hasSize(1);
    }

    @Test
    void topologyModeAutoSharesEndpointsByCpu() {
        IntStream.range(0, 6).forEach(i -> pod("p" + i, 8080, ""));
        cluster.apply(SERVICE.replace("metadata: {", "metadata: {annotations: {service.kubernetes.io/topology-mode: Auto}, "))
                .settledForGood();
        assertThat(endpoints()).allSatisfy(endpoint -> assertThat(endpoint.path("hints").path("forZones").path(0).path("name"))
                .isEqualTo(endpoint.path("zone")));
        IntStream.range(1, 5).forEach(i -> cluster.annotate("pods", "default", "p" + i, "glassplane.dev/ready", "false"));
        cluster.settledForGood();
        assertThat(endpoints()).noneMatch(endpoint -> endpoint.has("hints"));
        assertThat(cluster.events()).contains(
                "Service/web TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4",
                "Service/web TopologyAwareHintsDisabled: Insufficient number of endpoints (2 endpoints, 3 zones), addressType: IPv4");
    }

    @Test
    void trafficDistributionHintsAtTheOwnZoneAndNode() {
        pod("p1", 8080, "").apply(SERVICE.replace("selector:", "trafficDistribution: PreferClose\n  selector:")).settledForGood();
        assertThat(endpoints().getFirst().path("hints").toString()).isEqualTo("{\"forZones\":[{\"name\":\"us-east-1a\"}]}");
        cluster.apply(SERVICE.replace("selector:", "trafficDistribution: PreferSameNode\n  selector:")).settledForGood();
        assertThat(endpoints().getFirst().path("hints").toString())
                .isEqualTo("{\"forNodes\":[{\"name\":\"a\"}],\"forZones\":[{\"name\":\"us-east-1a\"}]}");
        cluster.apply(SERVICE).settledForGood();
        assertThat(endpoints().getFirst().has("hints")).isFalse();
    }

    @Test
    void endpointsShowReadyAndNotReadyAddresses() {
        pod("p1", 8080, "");
        pod("p2", 8080, "").annotate("pods", "default", "p2", "glassplane.dev/ready", "false").apply(SERVICE).settledForGood();
        ObjectNode endpoints = cluster.get("endpoints", "default", "web");
        assertThat(endpoints.path("metadata").path("labels").path("endpoints.kubernetes.io/managed-by").asString())
                .isEqualTo("endpoint-controller");
        JsonNode subset = endpoints.path("subsets").path(0);
        assertThat(subset.path("addresses").path(0).path("targetRef").path("name").asString()).isEqualTo("p1");
        assertThat(subset.path("notReadyAddresses").path(0).path("targetRef").path("name").asString()).isEqualTo("p2");
        assertThat(subset.path("ports").toString()).isEqualTo("[{\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"}]");
        cluster.delete("services", "default", "web").settledForGood();
        assertThat(cluster.exists("endpoints", "default", "web")).isFalse();
        assertThat(slices()).isEmpty();
    }

    @Test
    void endpointsOfUsersAreMirroredByFamily() {
        cluster.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: db}
                spec: {clusterIP: 10.100.1.2, ports: [{port: 5432}]}
                ---
                apiVersion: v1
                kind: Endpoints
                metadata: {name: db, labels: {team: data}}
                subsets:
                  - addresses: [{ip: 192.0.2.1}, {ip: "2001:db8::1"}]
                    notReadyAddresses: [{ip: 192.0.2.2}]
                    ports: [{port: 5432}]
                """).settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("addressType").asString()).containsExactlyInAnyOrder("IPv4", "IPv6");
        ObjectNode four = slices().stream().filter(slice -> slice.path("addressType").asString().equals("IPv4")).findFirst().orElseThrow();
        assertThat(Fields.strings(four.path("metadata"), "labels")).containsEntry("team", "data").containsEntry(
                "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
        assertThat(four.path("endpoints").toString()).isEqualTo("[{\"addresses\":[\"192.0.2.1\"],\"conditions\":{\"ready\":true}},"
                + "{\"addresses\":[\"192.0.2.2\"],\"conditions\":{\"ready\":false}}]");
        cluster.edit("endpoints", "default", "db", "", endpoints -> endpoints.withObject("/metadata/labels")
                .put("endpointslice.kubernetes.io/skip-mirror", "true")).settledForGood();
        assertThat(slices()).isEmpty();
    }

    @Test
    void slicesOfUsersAreLeftAlone() {
        cluster.apply(SERVICE).apply("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-own, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                endpoints: [{addresses: [192.0.2.9]}]
                ports: [{name: http, port: 1}]
                """).settledForGood();
        assertThat(slices()).hasSize(2);
        assertThat(cluster.get("endpointslices.discovery.k8s.io", "default", "web-own").path("endpoints").path(0).has("conditions")).isFalse();
    }

    @Test
    void dualStackServicesHaveSlicesOfBothFamilies() {
        pod("p1", 8080, "").apply(SERVICE.replace("ipFamilies: [IPv4]", "ipFamilies: [IPv4, IPv6]\n  ipFamilyPolicy: PreferDualStack"))
                .settledForGood();
        assertThat(slices()).extracting(slice -> slice.path("addressType").asString() + " " + slice.path("endpoints").size())
                .containsExactlyInAnyOrder("IPv4 1", "IPv6 0");
    }

    @Test
    void serviceKubernetesPointsAtControlPlaneInterfaces() {
        cluster.apply("""
                {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: Subnet, metadata: {name: s1}, spec: {availabilityZone: us-east-1a, cidrBlock: 10.0.1.0/24}}
                ---
                {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: Subnet, metadata: {name: s2}, spec: {availabilityZone: us-east-1b, cidrBlock: 10.0.2.0/24}}
                ---
                {apiVersion: v1, kind: Service, metadata: {name: kubernetes}, spec: {clusterIP: 10.100.0.1, ports: [{name: https, port: 443}]}}
                """).settledForGood();
        assertThat(cluster.get("endpoints", "default", "kubernetes").path("subsets").path(0).path("addresses").toString())
                .isEqualTo("[{\"ip\":\"10.0.1.254\"},{\"ip\":\"10.0.2.254\"}]");
        assertThat(slices()).extracting(slice -> slice.path("metadata").path("name").asString()).containsExactly("kubernetes");
    }
}
