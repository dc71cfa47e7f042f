package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ImageSource;
import dev.glassplane.linux.bpf.Algorithm;
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

class CiliumSettingsLoopTests {

    private final TestRegistry registry = new TestRegistry();
    private final CiliumSettingsLoop loop = new CiliumSettingsLoop(
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

    private static String configMap(String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {namespace: kube-system, name: cilium-config}, data: {" + data + "}}";
    }

    private JsonNode remembered() {
        return registry.get("clusters.glassplane.dev", "cluster").path("status").path("cilium");
    }

    private List<String> warnings() {
        return registry.objects().list(registry.kinds().named("events")).objects().stream().map(Stored::object)
                .map(event -> event.path("type").asString() + " " + event.path("reason").asString() + " "
                        + event.path("involvedObject").path("name").asString() + " " + event.path("message").asString()).toList();
    }

    private CiliumConfiguration inForce() {
        return CiliumSettings.of(image()).configuration();
    }

    @Test
    void aBrokenValueLeavesTheLastGoodConfigurationInForceAndSaysSo() {
        registry.create(configMap("bpf-lb-algorithm: maglev, debug: 'false'"));
        run();
        assertThat(inForce().algorithm()).isEqualTo(Algorithm.MAGLEV);
        assertThat(remembered().path("config").path("bpf-lb-algorithm").asString()).isEqualTo("maglev");
        assertThat(warnings()).isEmpty();

        registry.update(configMap("bpf-lb-algorithm: maglevv"));
        run();
        assertThat(inForce().algorithm()).isEqualTo(Algorithm.MAGLEV);
        assertThat(remembered().path("problem").asString()).startsWith("bpf-lb-algorithm: expected one of random, maglev");
        assertThat(warnings()).singleElement().asString().startsWith("Warning FailedToLoadConfig cilium-config")
                .contains("bpf-lb-algorithm: expected one of random, maglev");
        assertThat(check().ok()).isTrue();
        assertThat(check().warning()).startsWith("the last good configuration is in force: bpf-lb-algorithm");

        registry.update(configMap("bpf-lb-algorithm: random"));
        run();
        assertThat(inForce()).isEqualTo(CiliumConfiguration.DEFAULT);
        assertThat(remembered().has("problem")).isFalse();
        assertThat(check().warning()).isEmpty();
    }

    @Test
    void xdpNeedsAnInterfaceWhoseMtuTheDriverAllows() {
        registry.create(configMap("bpf-lb-acceleration: native"));
        run();
        assertThat(inForce()).isEqualTo(CiliumConfiguration.DEFAULT);
        assertThat(remembered().path("problem").asString()).contains("at most 3498").endsWith("found \"native\" with 9001");

        registry.create("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: aws-node, namespace: kube-system}
                spec:
                  selector: {matchLabels: {k8s-app: aws-node}}
                  template:
                    metadata: {labels: {k8s-app: aws-node}}
                    spec: {containers: [{name: aws-node, image: cni, env: [{name: AWS_VPC_ENI_MTU, value: "1500"}]}]}
                """);
        run();
        assertThat(inForce().acceleration()).isEqualTo(CiliumConfiguration.Acceleration.NATIVE);
        assertThat(remembered().has("problem")).isFalse();
    }

    private CiliumSettingsCheck check() {
        ClusterImage image = image();
        return new CiliumSettingsCheck(new ImageSource() {
            @Override
            public ClusterImage current() {
                return image;
            }

            @Override
            public ClusterImage atLeast(Revision revision, Duration timeout) {
                return image;
            }
        });
    }
}
