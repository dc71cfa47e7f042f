package dev.glassplane.registry;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.dryRun;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ServiceAllocationTests {

    private TestRegistry registry = new TestRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    private void restart(String ranges) {
        registry.close();
        registry = new TestRegistry(Map.of("glassplane.service-cluster-ip-range", ranges));
    }

    private static String service(String name, String spec) {
        return "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}, spec: {" + spec + "}}";
    }

    private JsonNode create(String name, String spec) {
        return registry.create(service(name, spec)).object().path("spec");
    }

    private JsonNode spec(String name) {
        return registry.get("services", name).path("spec");
    }

    @Test
    void aServiceGetsAnAddressAboveTheStaticBandAndDefaults() {
        JsonNode spec = create("web", "ports: [{port: 80}]");
        Ip ip = Ip.parse(spec.path("clusterIP").asString());
        assertThat(Cidr.parse("10.100.0.0/16").contains(ip)).isTrue();
        assertThat(ip.low() - Ip.parse("10.100.0.0").low()).isGreaterThan(256);
        assertThat(spec).isEqualTo(yaml("""
                {clusterIP: %s, clusterIPs: [%s], type: ClusterIP, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, sessionAffinity: None,
                 internalTrafficPolicy: Cluster, ports: [{port: 80, protocol: TCP, targetPort: 80}]}""".formatted(ip, ip)));
    }

    @Test
    void theSameStartGivesTheSameAddress() {
        String first = create("web", "ports: [{port: 80}]").path("clusterIP").asString();
        restart("10.100.0.0/16");
        assertThat(create("web", "ports: [{port: 80}]").path("clusterIP").asString()).isEqualTo(first);
    }

    @Test
    void theApiserversOwnServiceGetsTheFirstAddress() {
        registry.create("{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {ports: [{port: 443}]}}");
        Kind services = registry.kinds().named("services");
        assertThat(registry.objects().get(services, "default", "kubernetes").orElseThrow().object().path("spec").path("clusterIP").asString())
                .isEqualTo("10.100.0.1");
    }

    @Test
    void addressesThatCannotBeHadAreRefused() {
        create("a", "clusterIP: 10.100.0.10, ports: [{port: 80}]");
        assertThatThrownBy(() -> create("b", "clusterIP: 10.100.0.10, ports: [{port: 80}]")).hasMessage("Service \"b\" is invalid: "
                + "spec.clusterIPs: Invalid value: [\"10.100.0.10\"]: failed to allocate IP 10.100.0.10: provided IP is already allocated");
        assertThatThrownBy(() -> create("b", "clusterIP: 10.99.0.1, ports: [{port: 80}]")).hasMessage("Service \"b\" is invalid: "
                + "spec.clusterIPs: Invalid value: [\"10.99.0.1\"]: failed to allocate IP 10.99.0.1: the provided network does not match the "
                + "current range");
        assertThatThrownBy(() -> create("b", "clusterIP: 10.100.0.0, ports: [{port: 80}]")).hasMessageContaining("current range");
        assertThatThrownBy(() -> create("b", "clusterIP: ten, ports: [{port: 80}]")).hasMessage("Service \"b\" is invalid: "
                + "spec.clusterIPs[0]: Invalid value: \"ten\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        assertThat(registry.objects().list(registry.kinds().named("services")).objects()).hasSize(1);
    }

    @Test
    void aFailedOrDryRunWriteTakesNothing() {
        assertThatThrownBy(() -> create("a", "clusterIP: 10.100.0.10, ports: [{port: 0}]")).hasMessageContaining("spec.ports[0].port");
        registry.create(yaml(service("a", "clusterIP: 10.100.0.10, ports: [{port: 80}]")), dryRun());
        create("b", "clusterIP: 10.100.0.10, ports: [{port: 80}]");
        JsonNode dry = registry.create(yaml(service("c", "ports: [{port: 80}]")), dryRun()).object().path("spec");
        assertThat(dry.path("clusterIP").asString()).isEqualTo("10.100.0.0");
    }

    @Test
    void deletingFreesAndTheLogItselfIsFollowed() {
        create("a", "type: NodePort, clusterIP: 10.100.0.10, ports: [{port: 80, nodePort: 30001}]");
        Kind services = registry.kinds().named("services");
        registry.objects().delete(services, "shop", "a", DeleteOptions.DEFAULT);
        ObjectNode b = registry.create(service("b", "type: NodePort, clusterIP: 10.100.0.10, ports: [{port: 80, nodePort: 30001}]")).object();
        ObjectKey key = new ObjectKey("services", "shop", "b");
        registry.log().append(new Write(key, registry.log().get(key).orElseThrow().revision(), Optional.empty()));
        create("c", "type: NodePort, clusterIP: 10.100.0.10, ports: [{port: 80, nodePort: 30001}]");
        ObjectNode other = b.deepCopy();
        ((ObjectNode) other.get("spec")).put("clusterIP", "10.100.0.11").putArray("clusterIPs").add("10.100.0.11");
        ((ObjectNode) other.at("/spec/ports/0")).put("nodePort", 30002);
        registry.log().append(new Write(key, dev.glassplane.store.Revision.ZERO, Optional.of(other)));
        assertThatThrownBy(() -> create("d", "clusterIP: 10.100.0.11, ports: [{port: 80}]")).hasMessageContaining("already allocated");
    }

    @Test
    void manyCallersNeverGetTheSameAddress() throws Exception {
        restart("10.100.0.0/24");
        Set<String> given = ConcurrentHashMap.newKeySet();
        List<Future<?>> calls = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 254; i++) {
                String name = "s" + i;
                calls.add(executor.submit(() -> {
                    String ip = create(name, "type: NodePort, ports: [{port: 80}]").path("clusterIP").asString();
                    assertThat(given.add(ip)).isTrue();
                }));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }
        assertThatThrownBy(() -> create("full", "ports: [{port: 80}]"))
                .hasMessage("Internal error occurred: failed to allocate a serviceIP: range is full");
        assertThat(given).hasSize(254);
    }

    @Test
    void nodePortsComeFromTheUpperBandAndAreSharedByTransports() {
        JsonNode ports = create("dns", "type: NodePort, ports: [{name: u, port: 53, protocol: UDP}, {name: t, port: 53}, {name: m, port: 9153}]")
                .path("ports");
        int shared = ports.get(0).path("nodePort").asInt();
        assertThat(shared).isBetween(30_086, 32_767).isEqualTo(ports.get(1).path("nodePort").asInt());
        assertThat(ports.get(2).path("nodePort").asInt()).isBetween(30_086, 32_767).isNotEqualTo(shared);
    }

    @Test
    void nodePortsThatCannotBeHadAreRefused() {
        create("a", "type: NodePort, ports: [{port: 80, nodePort: 30080}]");
        assertThatThrownBy(() -> create("b", "type: NodePort, ports: [{port: 80, nodePort: 30080}]"))
                .hasMessage("Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated");
        assertThatThrownBy(() -> create("b", "type: NodePort, ports: [{port: 80, nodePort: 80}]"))
                .hasMessage("Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. "
                        + "The range of valid ports is 30000-32767");
        assertThatThrownBy(() -> create("b", "ports: [{port: 80, nodePort: 30081}]"))
                .hasMessage("Service \"b\" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
    }

    @Test
    void anUpdateKeepsWhatItLeavesOut() {
        JsonNode before = create("web", "type: NodePort, ports: [{name: http, port: 80}]");
        JsonNode after = registry.update(service("web", "type: NodePort, ports: [{name: http, port: 8080}]")).object().path("spec");
        assertThat(after.path("clusterIPs")).isEqualTo(before.path("clusterIPs"));
        assertThat(after.at("/ports/0/nodePort")).isEqualTo(before.at("/ports/0/nodePort"));
        assertThat(after.at("/ports/0/targetPort").asInt()).isEqualTo(8080);
        JsonNode renamed = registry.update(service("web", "type: NodePort, ports: [{port: 8080}]")).object().path("spec");
        assertThat(renamed.at("/ports/0/nodePort")).isNotEqualTo(before.at("/ports/0/nodePort"));
    }

    @Test
    void theAddressMayNotChange() {
        create("web", "clusterIP: 10.100.0.10, ports: [{port: 80}]");
        assertThatThrownBy(() -> registry.update(service("web", "clusterIP: 10.100.0.11, ports: [{port: 80}]")))
                .hasMessage("Service \"web\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.100.0.11\"]: may not change once set");
        assertThatThrownBy(() -> registry.update(service("web", "clusterIP: None, ports: [{port: 80}]")))
                .hasMessageContaining("spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set");
        create("other", "clusterIP: 10.100.0.11, ports: [{port: 80}]");
    }

    @Test
    void typesChangeAsOnARealServer() {
        create("web", "type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]");
        JsonNode balanced = spec("web");
        int nodePort = balanced.at("/ports/0/nodePort").asInt();
        String ip = balanced.path("clusterIP").asString();
        assertThat(balanced.path("healthCheckNodePort").asInt()).isBetween(30_000, 32_767).isNotEqualTo(nodePort);
        assertThat(balanced.path("allocateLoadBalancerNodePorts").asBoolean()).isTrue();

        JsonNode onNodes = registry.merge("services", "web", "{spec: {type: NodePort}}").object().path("spec");
        assertThat(onNodes.propertyNames()).doesNotContain("healthCheckNodePort", "allocateLoadBalancerNodePorts")
                .contains("externalTrafficPolicy");
        assertThat(onNodes.at("/ports/0/nodePort").asInt()).isEqualTo(nodePort);

        JsonNode inside = registry.merge("services", "web", "{spec: {type: ClusterIP}}").object().path("spec");
        assertThat(inside.propertyNames()).doesNotContain("externalTrafficPolicy");
        assertThat(inside.path("ports").get(0).has("nodePort")).isFalse();
        assertThat(inside.path("clusterIP").asString()).isEqualTo(ip);

        JsonNode name = registry.merge("services", "web", "{spec: {type: ExternalName, externalName: example.com}}").object().path("spec");
        assertThat(name.propertyNames()).doesNotContain("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")
                .contains("ports");
        create("heir", "clusterIP: " + ip + ", ports: [{port: 80}]");

        JsonNode back = registry.merge("services", "web", "{spec: {type: ClusterIP}}").object().path("spec");
        assertThat(back.path("clusterIP").asString()).startsWith("10.100.").isNotEqualTo(ip);
        assertThat(back.path("externalName").asString()).isEqualTo("example.com");
    }

    @Test
    void familiesOnASingleStackCluster() {
        JsonNode headless = create("h", "clusterIP: None");
        assertThat(headless.path("ipFamilyPolicy").asString()).isEqualTo("RequireDualStack");
        assertThat(headless.path("ipFamilies").toString()).isEqualTo("[\"IPv4\",\"IPv6\"]");
        JsonNode selecting = create("hs", "clusterIP: None, selector: {a: b}");
        assertThat(selecting.path("ipFamilyPolicy").asString()).isEqualTo("SingleStack");
        assertThat(create("p", "ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]").path("clusterIPs")).hasSize(1);
        assertThatThrownBy(() -> create("r", "ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]")).hasMessage("Service \"r\" is invalid: "
                + "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services");
        assertThatThrownBy(() -> create("six", "ipFamilies: [IPv6], ports: [{port: 80}]"))
                .hasMessage("Service \"six\" is invalid: spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster");
    }

    @Test
    void familiesOnADualStackCluster() {
        restart("10.100.0.0/16,fd00:10:100::/112");
        assertThat(create("one", "ports: [{port: 80}]").path("clusterIPs")).hasSize(1);
        JsonNode both = create("both", "ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]");
        assertThat(both.path("clusterIPs").get(1).asString()).startsWith("fd00:10:100::");
        String second = both.path("clusterIPs").get(1).asString();
        JsonNode single = registry.merge("services", "both", "{spec: {ipFamilyPolicy: SingleStack}}").object().path("spec");
        assertThat(single.path("clusterIPs")).hasSize(1);
        assertThat(single.path("ipFamilies").toString()).isEqualTo("[\"IPv4\"]");
        JsonNode six = create("six", "ipFamilies: [IPv6], clusterIP: \"" + second + "\", ports: [{port: 80}]");
        assertThat(six.path("clusterIP").asString()).isEqualTo(second);
        assertThatThrownBy(() -> create("x", "clusterIPs: [10.100.0.5, 10.100.0.6], clusterIP: 10.100.0.5, ipFamilyPolicy: RequireDualStack,"
                + " ports: [{port: 80}]")).hasMessageContaining("may specify no more than one IP for each IP family");
        assertThatThrownBy(() -> create("x", "clusterIPs: [10.100.0.5], ports: [{port: 80}]"))
                .hasMessageContaining("spec.clusterIPs: Invalid value: [\"10.100.0.5\"]: must be empty when `clusterIP` is not specified");
    }

    @Test
    void aPutOfTheSameManifestChangesNothing() {
        ObjectNode manifest = yaml(service("web", "type: NodePort, ports: [{port: 80}]"));
        var created = registry.create(manifest, by());
        assertThat(registry.update(manifest, by()).revision()).isEqualTo(created.revision());
    }
}
