package dev.glassplane.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProxySettingsTests {

    private static final String GOOD = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\niptables: {masqueradeAll: true}\n";

    private static ProxySettings settings(List<ObjectNode> objects) {
        return ProxySettings.of(ClusterImages.of(objects));
    }

    private static ObjectNode cluster(String config) {
        ObjectNode cluster = ProgrammedNode.objects("{apiVersion: glassplane.dev/v1, kind: Cluster, metadata: {name: cluster}}").getFirst();
        cluster.putObject("status").putObject("kubeProxy").put("config", config);
        return cluster;
    }

    @Test
    void withoutAConfigMapEksDefaultsAreInForce() {
        assertThat(settings(List.of(cluster(GOOD)))).isEqualTo(
                new ProxySettings(KubeProxyConfiguration.EKS_DEFAULT, java.util.Optional.empty(), java.util.Optional.empty()));
    }

    @Test
    void theConfigMapIsInForceIfItCanBeUsed() {
        ProxySettings settings = settings(List.of(ProgrammedNode.configMap("iptables: {masqueradeBit: 3}"), cluster(GOOD)));
        assertThat(settings.configuration().masqueradeBit()).isEqualTo(3);
        assertThat(settings.configuration().masqueradeAll()).isFalse();
        assertThat(settings.problem()).isEmpty();
    }

    @Test
    void aBrokenOneLeavesTheLastGoodOneInForce() {
        ProxySettings settings = settings(List.of(ProgrammedNode.configMap("mode: userspace"), cluster(GOOD)));
        assertThat(settings.configuration().masqueradeAll()).isTrue();
        assertThat(settings.problem().orElseThrow()).isEqualTo("mode: expected one of iptables, ipvs, nftables, ebpf, found \"userspace\"");
    }

    @Test
    void withoutALastGoodOneTheDefaultsAreInForce() {
        List<ObjectNode> objects = new ArrayList<>(List.of(ProgrammedNode.configMap("mode: userspace")));
        assertThat(settings(objects).configuration()).isEqualTo(KubeProxyConfiguration.EKS_DEFAULT);
        objects.add(cluster("mode: nonsense"));
        assertThat(settings(objects).configuration()).isEqualTo(KubeProxyConfiguration.EKS_DEFAULT);
    }

    @Test
    void aConfigMapWithoutTheKeyIsAProblem() {
        ObjectNode empty = ProgrammedNode.objects("{apiVersion: v1, kind: ConfigMap, metadata: {namespace: kube-system, name: kube-proxy-config}, "
                + "data: {conf: x}}").getFirst();
        assertThat(settings(List.of(empty)).problem()).contains("data.config: expected a KubeProxyConfiguration, found nothing");
    }

    @Test
    void aNodeMayNotAskForAnotherMode() {
        ClusterImage image = ClusterImages.of(ProgrammedNode.objects("""
                {apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {glassplane.dev/proxy-mode: userspace}}}
                ---
                {apiVersion: v1, kind: Node, metadata: {name: n2, annotations: {glassplane.dev/proxy-mode: iptables}}}
                """));
        assertThat(ProxyModeAnnotation.problem(image.node("n1").orElseThrow(), ClusterNetwork.of(image))).hasValueSatisfying(problem ->
                assertThat(problem).startsWith("annotation glassplane.dev/proxy-mode: expected one of iptables").endsWith("found \"userspace\""));
        assertThat(ProxyModeAnnotation.problem(image.nodes().get(new ObjectKey("nodes", "", "n2")), ClusterNetwork.of(image))).isEmpty();
    }
}
