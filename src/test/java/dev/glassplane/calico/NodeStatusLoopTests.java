package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class NodeStatusLoopTests {

    private static final String RESOURCE = "caliconodestatuses.crd.projectcalico.org";

    private final TestCluster cluster = new TestCluster();
    private final VpcReader vpcs = new VpcReader();

    @BeforeEach
    void start() {
        CalicoReader reader = new CalicoReader(vpcs);
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(vpcs, new VpcWrites(cluster, cluster))).with(new CalicoLoop(cluster, cluster, cluster, reader))
                .with(new NodeStatusLoop(cluster, cluster, reader));
        ObjectNode network = TestCluster.object("glassplane.dev/v1", "Cluster", "", "cluster");
        network.putObject("spec").put("cni", "bgp");
        cluster.put(cluster.named("clusters.glassplane.dev"), network);
        ObjectNode pool = TestCluster.object("crd.projectcalico.org/v1", "IPPool", "", "pool");
        pool.putObject("spec").put("cidr", "192.168.0.0/16").put("ipipMode", "Always");
        cluster.put(cluster.named(IpPool.RESOURCE), pool);
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.node("node-b", "m5.large", "us-east-1b");
        cluster.settle();
        for (String node : java.util.List.of("node-a", "node-b")) {
            ObjectNode ready = (ObjectNode) cluster.get(cluster.named("nodes"), "", node).orElseThrow().object().deepCopy();
            ((ObjectNode) ready.path("status")).putArray("conditions").addObject().put("type", "Ready").put("status", "True");
            cluster.put(cluster.named("nodes"), ready);
        }
        cluster.settle();
    }

    private void ask(String name, String node, int period, String... classes) {
        ObjectNode status = TestCluster.object("crd.projectcalico.org/v1", "CalicoNodeStatus", "", name);
        ObjectNode spec = status.putObject("spec").put("node", node).put("updatePeriodSeconds", period);
        ArrayNode list = spec.putArray("classes");
        for (String each : classes) {
            list.add(each);
        }
        cluster.put(cluster.named(RESOURCE), status);
        cluster.settle();
    }

    private JsonNode status(String name) {
        return cluster.get(cluster.named(RESOURCE), "", name).orElseThrow().object().path("status");
    }

    @Test
    void reportsWhatIsAskedFor() {
        ask("s", "node-a", 10, "Agent", "BGP", "Routes");
        assertThat(status("s").path("agent").path("birdV4").path("state").asString()).isEqualTo("Ready");
        assertThat(status("s").path("bgp").path("numberEstablishedV4").asInt()).isEqualTo(1);
        assertThat(status("s").path("bgp").path("peersV4").path(0).path("type").asString()).isEqualTo("NodeMesh");
        assertThat(status("s").path("routes").path("routesV4").valueStream().map(route -> route.path("learnedFrom").path("sourceType").asString()))
                .containsExactlyInAnyOrder("Static", "NodeMesh");
        ask("only", "node-a", 10, "BGP");
        assertThat(status("only").has("agent")).isFalse();
    }

    @Test
    void aSecondRunWritesNothing() {
        ask("s", "node-a", 10, "Agent", "BGP", "Routes");
        long revision = cluster.revision();
        cluster.settle();
        assertThat(cluster.revision()).isEqualTo(revision);
    }

    @Test
    void nobodyReportsForANodeThatIsNotThereOrWithoutAPeriod() {
        ask("gone", "node-z", 10, "BGP");
        ask("never", "node-a", 0, "BGP");
        assertThat(status("gone").isMissingNode()).isTrue();
        assertThat(status("never").isMissingNode()).isTrue();
    }
}
