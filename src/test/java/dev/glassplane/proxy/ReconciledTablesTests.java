package dev.glassplane.proxy;

import static dev.glassplane.dataplane.TestDataplane.dumps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.dataplane.WhatIf;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** kube-proxy's tables as the reconciler keeps them: the definition is the full recompute. */
class ReconciledTablesTests {

    private static final int STEPS = 120;
    private static final int SEEDS = 8;

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = reconciler();

    private static TestDataplane reconciler() {
        return new TestDataplane(ProxyProgrammers.all());
    }

    private void publish() {
        dataplane.publish(cluster.advance(), cluster.image());
    }

    private static Map<String, String> afresh(ClusterImage image) {
        return dumps(reconciler().publishAll(image).current());
    }

    static Stream<Arguments> runs() {
        return ProxyMode.modelled().stream().flatMap(mode -> LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(mode, seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void incrementsEqualTheFullRecompute(ProxyMode mode, long seed) {
        cluster.put(ModeProgrammer.STANDING, RandomEdits.settings("", mode));
        RandomEdits edits = new RandomEdits(seed, cluster, mode);
        Random steps = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            edits.edit();
            publish();
            if (steps.nextInt(4) == 0) {
                assertThat(dumps(dataplane.current())).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
            }
            if (steps.nextInt(30) == 0) {
                dataplane.recompute();
            }
        }
        assertThat(dumps(dataplane.current())).isEqualTo(afresh(cluster.image()));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void anEditInThoughtGivesTheTablesThatTheEditedClusterWouldHave(ProxyMode mode, long seed) throws Exception {
        cluster.put(ModeProgrammer.STANDING, RandomEdits.settings("", mode));
        RandomEdits edits = new RandomEdits(seed + SEEDS, cluster, mode);
        WhatIf whatIf = dataplane.whatIf();
        publish();
        for (int step = 0; step < STEPS / 4; step++) {
            Dataplane published = dataplane.current();
            Map<String, String> before = dumps(published);
            for (int i = 0; i <= step % 4; i++) {
                edits.edit();
            }
            ClusterDelta delta = cluster.advance();
            ImageEdit edit = editOf(delta);
            assertThat(dumps(whatIf.dataplane(published, edit))).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
            assertThat(dataplane.current()).isSameAs(published);
            dataplane.publish(delta, cluster.image());
            assertThat(dumps(dataplane.current())).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
            assertThat(dumps(whatIf.dataplane(published, edit))).as("from tables that are not the newest").isEqualTo(afresh(cluster.image()));
            assertThat(dumps(published)).isEqualTo(before);
        }
    }

    private ImageEdit editOf(ClusterDelta delta) {
        ImageEdit edit = ImageEdit.NONE;
        for (ObjectKey key : delta.touched()) {
            edit = edit.and(cluster.image().object(key).map(stored -> ImageEdit.put(key, stored.object())).orElse(ImageEdit.delete(key)));
        }
        return edit;
    }

    @ParameterizedTest
    @MethodSource("dev.glassplane.proxy.ProxyMode#modelled")
    void tablesThatWereHandedOutDoNotChange(ProxyMode mode) {
        cluster.put(ModeProgrammer.STANDING, RandomEdits.settings("", mode));
        RandomEdits edits = new RandomEdits(99, cluster, mode);
        for (int i = 0; i < STEPS; i++) {
            edits.edit();
            publish();
        }
        Dataplane before = dataplane.current();
        for (int i = 0; i < STEPS; i++) {
            edits.edit();
            publish();
        }
        assertThat(dumps(before)).isEqualTo(afresh(before.image())).isNotEmpty();
    }

    @Test
    void nodesShareTheChainsThatReadNothingOfThem() {
        for (String name : List.of("n1", "n2")) {
            cluster.put(new ObjectKey("nodes", "", name), "{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
        }
        cluster.put(new ObjectKey("services", "shop", "web"), """
                {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.100.0.1, ports: [{port: 80}]}}
                """);
        publish();
        Map<String, NodeState> nodes = dataplane.current().nodes();
        ChainId services = new ChainId(TableId.iptables(Family.IPV4, "filter"), "KUBE-SERVICES");
        assertThat(nodes.get("n1").host().netfilter().chain(services).orElseThrow().rules()).hasSize(1);
        assertThat(nodes.get("n1").host().netfilter().chain(services).orElseThrow())
                .isSameAs(nodes.get("n2").host().netfilter().chain(services).orElseThrow());
    }
}
