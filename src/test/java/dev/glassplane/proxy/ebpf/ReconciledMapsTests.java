package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.RandomEdits;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The maps as the reconciler keeps them, ids and origins included: the definition is the full recompute. */
class ReconciledMapsTests {

    private static final int STEPS = 120;
    private static final ObjectKey PROXY_SETTINGS = new ObjectKey("configmaps", "kube-system", "kube-proxy-config");
    private static final List<String> CILIUM_SETTINGS = List.of("bpf-lb-algorithm: maglev, bpf-lb-maglev-table-size: '251'",
            "bpf-lb-mode: hybrid, enable-ipv6: 'false'", "bpf-lb-external-clusterip: 'true'", "enable-service-topology: 'true'",
            "bpf-lb-source-range-all-types: 'true', bpf-lb-map-max: '256'", "bpf-lb-algorithm: wrong", "nodeport-addresses: 10.0.1.0/28");

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = new TestDataplane(new EbpfProgrammer());

    private static Map<String, String> maps(Dataplane dataplane) {
        Map<String, String> maps = new TreeMap<>();
        dataplane.nodes().forEach((name, state) -> maps.put(name, MapsDump.all(state.host().entries())));
        return maps;
    }

    private static Map<String, String> afresh(ClusterImage image) {
        return maps(new TestDataplane(new EbpfProgrammer()).publishAll(image).current());
    }

    private void publish() {
        dataplane.publish(cluster.advance(), cluster.image());
    }

    private void edit(RandomEdits edits, Random random) {
        edits.edit();
        if (random.nextInt(3) > 0) {
            cluster.put(PROXY_SETTINGS, ProgrammedNode.configMap("mode: ebpf"));
        }
        if (random.nextInt(12) == 0) {
            cluster.put(CiliumSettings.CONFIG_MAP, "{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {"
                    + CILIUM_SETTINGS.get(random.nextInt(CILIUM_SETTINGS.size())) + "}}");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void incrementsEqualTheFullRecompute(long seed) {
        RandomEdits edits = new RandomEdits(seed, cluster, ProxyMode.EBPF);
        Random random = new Random(seed);
        int programmed = 0;
        for (int step = 0; step < STEPS; step++) {
            edit(edits, random);
            publish();
            if (random.nextInt(3) == 0) {
                Map<String, String> maps = maps(dataplane.current());
                assertThat(maps).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
                programmed += maps.values().stream().filter(text -> text.contains("services_v2")).count();
            }
            if (random.nextInt(30) == 0) {
                dataplane.recompute();
            }
        }
        assertThat(programmed).isPositive();
    }

    @Test
    void mapsThatWereHandedOutDoNotChange() {
        RandomEdits edits = new RandomEdits(99, cluster, ProxyMode.EBPF);
        Random random = new Random(99);
        for (int i = 0; i < STEPS; i++) {
            edit(edits, random);
            publish();
        }
        Dataplane before = dataplane.current();
        for (int i = 0; i < STEPS; i++) {
            edit(edits, random);
            publish();
        }
        assertThat(maps(before)).isEqualTo(afresh(before.image())).isNotEmpty();
    }
}
