package dev.glassplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class DnsSettingsLoopTests {

    private final TestRegistry registry = new TestRegistry();
    private final DnsSettingsLoop loop = new DnsSettingsLoop(
            new ConfigurationKeeper(registry.objects(), registry.kinds(), registry.events()));

    @BeforeEach
    void cluster() {
        registry.create("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}");
        registry.create("{apiVersion: glassplane.dev/v1, kind: Cluster, metadata: {name: cluster}}");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static ObjectNode configMap(int ttl) {
        return configMap("kubernetes cluster.local {\\n ttl " + ttl + "\\n }");
    }

    private static ObjectNode configMap(String plugin) {
        return object("{apiVersion: v1, kind: ConfigMap, metadata: {name: coredns, namespace: kube-system}, data: {Corefile: \". {\\n " + plugin + "\\n}\"}}");
    }

    private static ObjectNode object(String yaml) {
        return (ObjectNode) new YAMLMapper().readTree(yaml);
    }

    private ClusterImage image() {
        return ClusterImages.of(registry.log().snapshot().objects().stream().map(Stored::object).toList());
    }

    /** Runs the loop twice: the second run must write nothing. */
    private void run() {
        loop.reconcile(new ClusterDelta(true, Set.of()), image(), registry.now);
        Revision after = registry.log().current();
        loop.reconcile(new ClusterDelta(true, Set.of()), image(), registry.now);
        assertThat(registry.log().current()).isEqualTo(after);
    }

    private int ttlInForce() {
        return DnsSettings.of(image()).corefile().servers().getFirst().kubernetes().orElseThrow().ttl();
    }

    private JsonNode remembered() {
        return registry.get("clusters.glassplane.dev", "cluster").path("status").path("coredns");
    }

    private List<String> warnings() {
        return registry.objects().list(registry.kinds().named("events")).objects().stream().map(Stored::object)
                .map(event -> event.path("type").asString() + " " + event.path("reason").asString() + " " + event.path("message").asString()).toList();
    }

    @Test
    void aBrokenCorefileLeavesTheLastGoodOneInForceAndSaysSo() {
        registry.create(configMap(20), TestRegistry.by());
        run();
        assertThat(ttlInForce()).isEqualTo(20);
        assertThat(warnings()).isEmpty();

        registry.update(configMap("kubernets cluster.local"), TestRegistry.by());
        run();
        assertThat(ttlInForce()).isEqualTo(20);
        assertThat(remembered().path("problem").asString()).contains("Unknown directive 'kubernets'");
        assertThat(warnings()).singleElement().asString().startsWith("Warning FailedToLoadConfig The last good configuration stays in force: ")
                .contains("Corefile:2 - Error during parsing");
        assertThat(DnsSettingsCheck.warning(image())).startsWith("the last good Corefile is in force: ");

        registry.update(configMap(40), TestRegistry.by());
        run();
        assertThat(ttlInForce()).isEqualTo(40);
        assertThat(remembered().has("problem")).isFalse();
        assertThat(DnsSettingsCheck.warning(image())).isEmpty();
    }

    @Test
    void wrongLinesOfTheHostTableAreToldOf() {
        registry.create(object("{apiVersion: v1, kind: ConfigMap, metadata: {name: upstream-dns, namespace: kube-system}, data: {hosts: \"1.2.3 example.com\"}}"), TestRegistry.by());
        run();
        assertThat(warnings()).singleElement().asString().contains("data.hosts line 1: expected an address and names, found \"1.2.3 example.com\"");
    }
}
