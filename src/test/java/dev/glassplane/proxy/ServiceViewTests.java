package dev.glassplane.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.Service;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceViewTests {

    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-x, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints: [{addresses: [10.244.1.1]}]
            """;

    private static List<ServiceView> views(String spec, Family family, String... slices) {
        return views("metadata: {name: web, namespace: shop}\nspec: " + spec, slices).stream().filter(v -> v.family() == family).toList();
    }

    private static List<ServiceView> views(String service, String... slices) {
        ClusterImage image = ClusterImages.of(ProgrammedNode.objects("apiVersion: v1\nkind: Service\n" + service + "\n---\n"
                + String.join("\n---\n", slices)));
        Service found = image.service("shop", "web").orElseThrow();
        return java.util.stream.Stream.of(Family.values()).flatMap(family ->
                ServiceView.of(found, slices.length == 0 ? List.of() : image.slicesOf().get(found.key()).values(), family).stream()).toList();
    }

    private static ServiceView view(String fields, String... slices) {
        return views("{clusterIP: 10.100.0.1, ports: [{name: http, port: 80}]" + (fields.isEmpty() ? "" : ", " + fields) + "}", Family.IPV4, slices)
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec: {clusterIP: None, ports: [{port: 80}]}", "spec: {ports: [{port: 80}]}",
        "spec: {type: ExternalName, externalName: x.example, clusterIP: 10.100.0.1, ports: [{port: 80}]}"})
    void servicesWithoutAnAddressOfTheirOwnDoNotCount(String spec) {
        assertThat(views("metadata: {name: web, namespace: shop}\n" + spec)).isEmpty();
    }

    @Test
    void whatBelongsToAnotherProxyDoesNotCount() {
        assertThat(views("metadata: {name: web, namespace: shop, labels: {service.kubernetes.io/service-proxy-name: other}}\n"
                + "spec: {clusterIP: 10.100.0.1, ports: [{port: 80}]}")).isEmpty();
        assertThat(view("", SLICE).endpoints()).hasSize(1);
        for (String label : List.of("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless")) {
            assertThat(view("", SLICE.replace("labels: {", "labels: {" + label + ": '', ")).endpoints()).as(label).isEmpty();
        }
    }

    @Test
    void aPortIsNamedWithOrWithoutItsName() {
        List<ServiceView> ports = views("{clusterIP: 10.100.0.1, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns, port: 53}]}", Family.IPV4);
        assertThat(ports).extracting(v -> v.name().toString()).containsExactly("shop/web:dns", "shop/web:dns");
        assertThat(ports).extracting(v -> v.name().protocol()).containsExactly(Protocol.UDP, Protocol.TCP);
        assertThat(ports.get(0).name()).isNotEqualTo(ports.get(1).name());
        assertThat(views("{clusterIP: 10.100.0.1, ports: [{port: 80}]}", Family.IPV4).getFirst().name()).hasToString("shop/web");
    }

    @Test
    void eachFamilyGetsItsOwnAddresses() {
        String spec = "{type: LoadBalancer, clusterIP: 10.100.0.1, clusterIPs: [10.100.0.1, 'fd00::1'], externalIPs: [1.2.3.4, 'fd01::4'], "
                + "loadBalancerSourceRanges: [' 10.0.0.0/8 ', 'fd02::/16'], ports: [{port: 80, nodePort: 30080}]}\n"
                + "status: {loadBalancer: {ingress: [{ip: 9.9.9.9}, {ip: 'fd03::9'}, {ip: 8.8.8.8, ipMode: Proxy}, {hostname: x}]}}";
        ServiceView v4 = views(spec, Family.IPV4).getFirst();
        assertThat(v4.clusterIp()).isEqualTo(Ip.parse("10.100.0.1"));
        assertThat(v4.externalIps()).containsExactly(Ip.parse("1.2.3.4"));
        assertThat(v4.sourceRanges()).containsExactly(Cidr.parse("10.0.0.0/8"));
        assertThat(v4.loadBalancerVips()).as("an address of mode Proxy is the load balancer's business").containsExactly(Ip.parse("9.9.9.9"));
        ServiceView v6 = views(spec, Family.IPV6).getFirst();
        assertThat(v6.clusterIp()).isEqualTo(Ip.parse("fd00::1"));
        assertThat(v6.loadBalancerVips()).containsExactly(Ip.parse("fd03::9"));
        assertThat(views("{clusterIP: 10.100.0.1, ports: [{port: 80}]}", Family.IPV6)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type: ClusterIP                                                              | false | true  | false
            type: NodePort                                                               | false | true  | false
            type: ClusterIP, internalTrafficPolicy: Local                                | false | false | true
            type: NodePort, internalTrafficPolicy: Local                                 | false | false | true
            type: ClusterIP, externalIPs: [1.2.3.4], internalTrafficPolicy: Local        | true  | true  | true
            type: ClusterIP, externalTrafficPolicy: Local                                | false | true  | false
            type: ClusterIP, externalTrafficPolicy: Local, externalIPs: [1.2.3.4]        | true  | true  | true
            type: NodePort, externalTrafficPolicy: Local                                 | false | true  | false
            """)
    void policiesDecideWhichEndpointsAreUsed(String fields, boolean external, boolean cluster, boolean local) {
        ServiceView view = view(fields);
        assertThat(view.externallyAccessible()).isEqualTo(external);
        assertThat(view.usesCluster()).isEqualTo(cluster);
        assertThat(view.usesLocal()).isEqualTo(local);
    }

    @Test
    void healthChecksAreForLoadBalancersWithThePolicyLocal() {
        assertThat(view("type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31000").healthCheckNodePort()).isEqualTo(31000);
        assertThat(view("type: LoadBalancer, healthCheckNodePort: 31000").healthCheckNodePort()).isZero();
        assertThat(view("type: NodePort, externalTrafficPolicy: Local, healthCheckNodePort: 31000").healthCheckNodePort()).isZero();
    }

    @Test
    void affinityHasATimeout() {
        assertThat(view("sessionAffinity: ClientIP").affinityTimeoutSeconds()).contains(10_800);
        assertThat(view("sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}").affinityTimeoutSeconds()).contains(60);
        assertThat(view("sessionAffinity: None").affinityTimeoutSeconds()).isEmpty();
    }

    @Test
    void endpointsComeFromAllSlicesSortedAsTexts() {
        String more = SLICE.replace("web-x", "web-y").replace("[{addresses: [10.244.1.1]}]",
                "[{addresses: [10.244.1.10]}, {addresses: [10.244.1.2, 10.244.9.9]}, {addresses: []}]");
        assertThat(view("", SLICE, more).endpoints()).extracting(EndpointView::text)
                .containsExactly("10.244.1.10:8080", "10.244.1.1:8080", "10.244.1.2:8080");
    }

    @Test
    void theSliceMustMatchPortNameProtocolAndFamily() {
        assertThat(view("", SLICE.replace("name: http", "name: web")).endpoints()).isEmpty();
        assertThat(view("", SLICE.replace("port: 8080", "port: 8080, protocol: UDP")).endpoints()).isEmpty();
        assertThat(view("", SLICE.replace("port: 8080", "port: null")).endpoints()).isEmpty();
        assertThat(view("", SLICE.replace("addressType: IPv4", "addressType: FQDN")).endpoints()).isEmpty();
    }

    @Test
    void ofTwoEqualAddressesTheOneThatStaysWins() {
        String going = SLICE.replace("web-x", "web-a").replace("[10.244.1.1]", "[10.244.1.1], conditions: {ready: false, serving: true, terminating: true}");
        ServiceView view = view("", going, SLICE);
        assertThat(view.endpoints()).hasSize(1);
        assertThat(view.endpoints().getFirst().terminating()).isFalse();
        assertThat(view.endpoints().getFirst().slice()).isEqualTo(new ObjectKey("endpointslices.discovery.k8s.io", "shop", "web-x"));
    }
}
