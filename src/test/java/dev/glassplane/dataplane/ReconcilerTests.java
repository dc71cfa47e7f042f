package dev.glassplane.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcilerTests {

    private static final NodeAddressSource PRIMARY = (node, image) -> node.internalIps();

    private final EditedCluster cluster = new EditedCluster();
    private boolean broken;
    private final Reconciler reconciler =
            new Reconciler(List.of(new FailingProgrammer<>(new PodWires(), cause -> broken && cause.name().equals("p1"))), PRIMARY);

    @BeforeEach
    void twoNodesWithAPodEach() {
        for (String name : List.of("n1", "n2")) {
            cluster.put(new ObjectKey("nodes", "", name), "{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
        }
        pod("p1", "n1", "10.1.0.1");
        pod("p2", "n2", "10.1.0.2");
    }

    private void pod(String name, String node, String ip) {
        cluster.put(new ObjectKey("pods", "shop", name), "{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + ", namespace: shop}, spec: {nodeName: " + node + "}, status: {podIPs: [{ip: " + ip + "}]}}");
    }

    private void publish() {
        ClusterDelta delta = cluster.advance();
        reconciler.publish(delta, cluster.image());
    }

    private String dump(String node) {
        return TestDataplane.dumps(reconciler.current()).get(node);
    }

    @Test
    void aNodeGetsItsOwnPodsAlone() {
        publish();
        assertThat(dump("n1")).contains("10.1.0.1").doesNotContain("10.1.0.2");
        assertThat(reconciler.current().nodes().get("n2").pods()).containsOnlyKeys(new ObjectKey("pods", "shop", "p2"));
    }

    @Test
    void aNodeForWhichNothingChangedKeepsItsState() {
        publish();
        NodeState before = reconciler.current().nodes().get("n1");
        pod("p3", "n2", "10.1.0.3");
        publish();
        assertThat(reconciler.current().nodes().get("n1")).isSameAs(before);
        assertThat(dump("n2")).contains("10.1.0.3");
    }

    @Test
    void aProgrammerThatDoesNotRunOnANodeLeavesItBare() {
        cluster.put(new ObjectKey("nodes", "", "n1"), "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {bare: ''}}}");
        publish();
        assertThat(dump("n1")).doesNotContain("10.1.0.1");
        assertThat(reconciler.current().nodes()).containsOnlyKeys("n1", "n2");
    }

    @Test
    void aPodFollowsItsNode() {
        publish();
        pod("p1", "n2", "10.1.0.1");
        publish();
        assertThat(dump("n1")).doesNotContain("10.1.0.1");
        assertThat(dump("n2")).contains("10.1.0.1").contains("10.1.0.2");
        cluster.delete(new ObjectKey("nodes", "", "n2"));
        publish();
        assertThat(reconciler.current().nodes()).containsOnlyKeys("n1");
    }

    @Test
    void aFailingCauseKeepsItsLastStateAndIsShown() {
        publish();
        Map<String, String> good = TestDataplane.dumps(reconciler.current());
        assertThat(reconciler.ok()).isTrue();

        broken = true;
        pod("p1", "n1", "10.1.0.9");
        publish();
        assertThat(TestDataplane.dumps(reconciler.current())).isEqualTo(good);
        assertThat(reconciler.ok()).isFalse();
        assertThat(reconciler.message()).contains("wires: pods/shop/p1").contains("broken on purpose");

        broken = false;
        reconciler.publish(new ClusterDelta(false, Set.of()), cluster.image());
        assertThat(reconciler.ok()).as(reconciler.message()).isTrue();
        assertThat(dump("n1")).contains("10.1.0.9").doesNotContain("10.1.0.1");
    }

    @Test
    void recomputingChangesNothingAndSaysSo() {
        publish();
        Map<String, String> before = TestDataplane.dumps(reconciler.current());
        assertThat(reconciler.recomputeAndCompare().changed()).isEmpty();
        assertThat(TestDataplane.dumps(reconciler.current())).isEqualTo(before);
    }

    @Test
    void waitingForTablesEndsWithThemOrWithTheTime() throws Exception {
        assertThatThrownBy(() -> reconciler.atLeast(new Revision(1), Duration.ofMillis(20))).isInstanceOf(TimeoutException.class)
                .hasMessageContaining("revision 1").hasMessageContaining("revision 0");
        publish();
        assertThat(reconciler.atLeast(new Revision(4), Duration.ofMillis(20)).revision()).isEqualTo(new Revision(4));
    }
}
