package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FullMapsCheckTests {

    /** Smallest value of {@code bpf-lb-map-max}. */
    private static final int SMALLEST = 256;

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = new TestDataplane(new EbpfProgrammer());
    private final FullMapsCheck check = new FullMapsCheck(new DataplaneSource() {
        @Override
        public Dataplane current() {
            return dataplane.current();
        }

        @Override
        public Dataplane atLeast(Revision revision, Duration timeout) {
            return dataplane.current();
        }
    });

    private void services(int from, int to) {
        for (int i = from; i < to; i++) {
            cluster.put(new ObjectKey("services", "shop", "s" + i), ("{apiVersion: v1, kind: Service, metadata: {name: s%d, namespace: shop}, "
                    + "spec: {clusterIP: 10.100.%d.%d, ports: [{port: 80}]}}").formatted(i, i / 200, i % 200));
        }
        dataplane.publish(cluster.advance(), cluster.image());
    }

    /** A Service of one ClusterIP without endpoints has two entries: its port, and the wildcard. */
    @Test
    void saysWhichMapIsFullAndWhatIsLeftOut() {
        cluster.put(new ObjectKey("configmaps", "kube-system", "kube-proxy-config"), ProgrammedNode.configMap("mode: ebpf"));
        cluster.put(CiliumSettings.CONFIG_MAP, "{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, "
                + "data: {bpf-lb-map-max: '" + SMALLEST + "'}}");
        cluster.put(new ObjectKey("nodes", "", "n1"), "{apiVersion: v1, kind: Node, metadata: {name: n1}}");
        services(0, SMALLEST / 2);
        assertThat(check.warning()).isEmpty();
        services(SMALLEST / 2, SMALLEST / 2 + 3);
        assertThat(check.ok()).isTrue();
        assertThat(check.warning()).isEqualTo("node n1: cilium_lb4_services_v2 is full, 6 entries beyond its 256 are left out (MAP_FULL)");
        cluster.put(new ObjectKey("nodes", "", "n1"),
                "{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {glassplane.dev/proxy-mode: iptables}}}");
        services(0, 0);
        assertThat(check.warning()).isEmpty();
    }
}
