package dev.glassplane.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.iptables.IptablesProgrammer;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcilerTests {

    private static final NodeAddressSource PRIMARY = (node, image) -> node.internalIps();
    private final EditedCluster cluster = new EditedCluster();
    private final Reconciler reconciler = reconciler();

    private static Reconciler reconciler() {
        return new Reconciler(List.of(new PodWires(), new IptablesProgrammer()), PRIMARY);
    }

    private void publish() {
        ClusterDelta delta = cluster.advance();
        reconciler.publish(delta, cluster.image());
    }

    private static Reconciler afresh(ClusterImage image) {
        Reconciler fresh = reconciler();
        fresh.publish(new ClusterDelta(true, Set.of()), image);
        return fresh;
    }

    private static Map<String, String> dumps(Dataplane dataplane) {
        Map<String, String> dumps = new TreeMap<>();
        dataplane.nodes().forEach((name, state) -> dumps.put(name, IptablesSave.print(state.host().netfilter(), Family.IPV4)
                + IptablesSave.print(state.host().netfilter(), Family.IPV6) + state.host().routing() + new TreeMap<>(state.host().sysctls())
                + new TreeMap<>(state.pods()).keySet()));
        return dumps;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void incrementsEqualTheFullRecompute(long seed) {
        RandomEdits edits = new RandomEdits(seed, cluster);
        java.util.Random steps = new java.util.Random(seed);
        for (int step = 0; step < 120; step++) {
            edits.edit();
            publish();
            if (steps.nextInt(4) == 0) {
                assertThat(dumps(reconciler.current())).as("seed %d, step %d", seed, step).isEqualTo(dumps(afresh(cluster.image()).current()));
            }
            if (steps.nextInt(30) == 0) {
                reconciler.recompute();
            }
        }
        assertThat(dumps(reconciler.current())).isEqualTo(dumps(afresh(cluster.image()).current()));
    }

    @Test
    void aDataplaneThatWasHandedOutDoesNotChange() {
        RandomEdits edits = new RandomEdits(99, cluster);
        for (int i = 0; i < 40; i++) {
            edits.edit();
            publish();
        }
        Dataplane before = reconciler.current();
        Map<String, String> expected = dumps(afresh(before.image()).current());
        for (int i = 0; i < 40; i++) {
            edits.edit();
            publish();
        }
        assertThat(dumps(before)).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void nodesShareTheTablesThatReadNothingOfThem() {
        twoNodesAndAService();
        Map<String, NodeState> nodes = reconciler.current().nodes();
        var chain = new dev.glassplane.linux.netfilter.ChainId(
                dev.glassplane.linux.netfilter.TableId.iptables(Family.IPV4, "nat"), "KUBE-SERVICES");
        assertThat(nodes.get("n1").host().netfilter().chain(chain).orElseThrow())
                .isSameAs(nodes.get("n2").host().netfilter().chain(chain).orElseThrow());
    }

    @Test
    void aNodeForWhichNothingChangedKeepsItsState() {
        twoNodesAndAService();
        NodeState before = reconciler.current().nodes().get("n1");
        cluster.put(new ObjectKey("pods", "shop", "p1"), """
                {apiVersion: v1, kind: Pod, metadata: {name: p1, namespace: shop}, spec: {nodeName: n2}, status: {podIPs: [{ip: 10.244.1.9}]}}
                """);
        publish();
        assertThat(reconciler.current().nodes().get("n1")).isSameAs(before);
        assertThat(reconciler.current().nodes().get("n2").pods()).containsOnlyKeys(new ObjectKey("pods", "shop", "p1"));
    }

    private void twoNodesAndAService() {
        for (String name : List.of("n1", "n2")) {
            cluster.put(new ObjectKey("nodes", "", name), "{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
        }
        cluster.put(new ObjectKey("services", "shop", "web"), """
                {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.100.0.1, ports: [{port: 80}]}}
                """);
        publish();
    }

    @Test
    void aFailingCauseKeepsItsLastStateAndIsShown() {
        boolean[] broken = {false};
        IptablesProgrammer inner = new IptablesProgrammer();
        Reconciler fragile = new Reconciler(List.of(new FailingProgrammer<>(inner, cause -> broken[0] && cause.name().equals("web"))), PRIMARY);
        twoNodesAndAService();
        fragile.publish(new ClusterDelta(true, Set.of()), cluster.image());
        Map<String, String> good = dumps(fragile.current());
        assertThat(fragile.ok()).isTrue();

        broken[0] = true;
        service("10.100.0.2");
        fragile.publish(cluster.advance(), cluster.image());
        assertThat(dumps(fragile.current())).isEqualTo(good);
        assertThat(fragile.ok()).isFalse();
        assertThat(fragile.message()).contains("kube-proxy: services/shop/web").contains("broken on purpose");

        broken[0] = false;
        fragile.publish(new ClusterDelta(false, Set.of()), cluster.image());
        assertThat(fragile.ok()).as(fragile.message()).isTrue();
        assertThat(dumps(fragile.current()).get("n1")).contains("10.100.0.2/32").doesNotContain("10.100.0.1/32");
    }

    private void service(String clusterIp) {
        cluster.put(new ObjectKey("services", "shop", "web"), "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, "
                + "spec: {clusterIP: " + clusterIp + ", ports: [{port: 80}]}}");
    }

    @Test
    void waitingForTablesEndsWithThemOrWithTheTime() throws Exception {
        assertThatThrownBy(() -> reconciler.atLeast(new Revision(1), Duration.ofMillis(20))).isInstanceOf(TimeoutException.class)
                .hasMessageContaining("revision 1").hasMessageContaining("revision 0");
        twoNodesAndAService();
        assertThat(reconciler.atLeast(new Revision(3), Duration.ofMillis(20)).revision()).isEqualTo(new Revision(3));
    }
}
