package dev.glassplane.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ImageSource;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProxySettingsLoopTests {

    private final TestRegistry registry = new TestRegistry();
    private final ProxySettingsLoop loop = new ProxySettingsLoop(
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

    private JsonNode remembered() {
        return registry.get("clusters.glassplane.dev", "cluster").path("status").path("kubeProxy");
    }

    private List<String> warnings() {
        return registry.objects().list(registry.kinds().named("events")).objects().stream().map(Stored::object)
                .map(event -> event.path("type").asString() + " " + event.path("reason").asString() + " "
                        + event.path("involvedObject").path("kind").asString() + " " + event.path("message").asString()).toList();
    }

    private KubeProxyConfiguration inForce() {
        return ProxySettings.of(image()).configuration();
    }

    @Test
    void aBrokenTextLeavesTheLastGoodOneInForceAndSaysSo() {
        registry.create(ProgrammedNode.configMap("iptables: {masqueradeAll: true}"), TestRegistry.by());
        run();
        assertThat(remembered().path("config").asString()).contains("masqueradeAll: true");
        assertThat(remembered().path("mode").asString()).isEqualTo("iptables");
        assertThat(warnings()).isEmpty();

        registry.update(ProgrammedNode.configMap("iptables: {masqueradeAl: true}"), TestRegistry.by());
        run();
        assertThat(inForce().masqueradeAll()).isTrue();
        assertThat(remembered().path("problem").asString()).startsWith("iptables.masqueradeAl: unknown field");
        assertThat(warnings()).singleElement().asString().startsWith("Warning FailedToLoadConfig ConfigMap")
                .contains("iptables.masqueradeAl: unknown field");

        registry.update(ProgrammedNode.configMap("iptables: {masqueradeBit: 4}"), TestRegistry.by());
        run();
        assertThat(inForce().masqueradeBit()).isEqualTo(4);
        assertThat(remembered().has("problem")).isFalse();
        assertThat(remembered().path("config").asString()).contains("masqueradeBit: 4");
    }

    @Test
    void whoeverDeletesTheConfigMapGetsTheDefaultsAndNothingIsRemembered() {
        registry.create(ProgrammedNode.configMap("iptables: {masqueradeAll: true}"), TestRegistry.by());
        run();
        registry.objects().delete(registry.kinds().named("configmaps"), "kube-system", "kube-proxy-config", DeleteOptions.DEFAULT);
        run();
        assertThat(inForce()).isEqualTo(KubeProxyConfiguration.EKS_DEFAULT);
        registry.create(ProgrammedNode.configMap("mode: userspace"), TestRegistry.by());
        run();
        assertThat(inForce()).isEqualTo(KubeProxyConfiguration.EKS_DEFAULT);
    }

    @Test
    void aNodeThatAsksForAnotherModeIsTold() {
        registry.create("{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {glassplane.dev/proxy-mode: userspace}}}");
        run();
        assertThat(warnings()).singleElement().asString().startsWith("Warning FailedToLoadConfig Node").contains("expected one of iptables, ipvs, nftables, ebpf, found \"userspace\"");
    }

    @Test
    void theServerStaysReadyAndNamesTheProblem() {
        registry.create(ProgrammedNode.configMap("mode: userspace"), TestRegistry.by());
        ClusterImage image = image();
        ProxySettingsCheck check = new ProxySettingsCheck(new ImageSource() {
            @Override
            public ClusterImage current() {
                return image;
            }

            @Override
            public ClusterImage atLeast(Revision revision, Duration timeout) {
                return image;
            }
        });
        assertThat(check.ok()).isTrue();
        assertThat(check.warning()).contains("the last good configuration is in force: mode: expected one of");
    }
}
