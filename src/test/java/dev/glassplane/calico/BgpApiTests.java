package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.image.ClusterClock;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.node.ObjectNode;

class BgpApiTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader vpcs = new VpcReader();
    private final CalicoReader reader = new CalicoReader(vpcs);

    private BgpApi api(String network) {
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(vpcs, new VpcWrites(cluster, cluster))).with(new CalicoLoop(cluster, cluster, cluster, reader));
        ObjectNode object = TestCluster.object("glassplane.dev/v1", "Cluster", "", "cluster");
        object.putObject("spec").put("cni", network);
        cluster.put(cluster.named("clusters.glassplane.dev"), object);
        ObjectNode pool = TestCluster.object("crd.projectcalico.org/v1", "IPPool", "", "pool");
        pool.putObject("spec").put("cidr", "192.168.0.0/16").put("ipipMode", "Always");
        cluster.put(cluster.named(IpPool.RESOURCE), pool);
        for (String node : List.of("node-a", "node-b")) {
            cluster.node(node, "m5.large", "us-east-1a");
            cluster.settle();
            ObjectNode ready = cluster.get(cluster.named("nodes"), "", node).orElseThrow().object().deepCopy();
            ready.withObject("/status").putArray("conditions").addObject().put("type", "Ready").put("status", "True");
            cluster.put(cluster.named("nodes"), ready);
            cluster.pod("on-" + node, node);
        }
        cluster.settle();
        ImageSource images = Mockito.mock(ImageSource.class);
        ClusterImage now = cluster.image();
        Mockito.when(images.current()).thenReturn(now);
        ClusterClock clock = Mockito.mock(ClusterClock.class);
        Mockito.when(clock.instant()).thenReturn(Instant.parse("2026-01-01T01:00:00Z"));
        return new BgpApi(images, reader, clock);
    }

    @Test
    void saysWithWhomANodeSpeaksAndWhatItKnows() {
        BgpApi.Bgp bgp = api("bgp").bgp("node-a");
        assertThat(bgp.asNumber()).isEqualTo(64512);
        assertThat(bgp.clusterWide()).isEqualTo(1);
        assertThat(bgp.sessions()).singleElement().satisfies(session -> {
            assertThat(session.protocol()).isEqualTo("Mesh_" + session.peer().replace('.', '_'));
            assertThat(session.state()).isEqualTo("up");
            assertThat(session.info()).contains("Established");
        });
        assertThat(bgp.announced()).singleElement().asString().startsWith("192.168.").endsWith("/26");
        assertThat(bgp.learned()).singleElement().satisfies(known -> {
            assertThat(known.announcedBy()).isEqualTo("node-b");
            assertThat(known.prefix()).isNotEqualTo(bgp.announced().getFirst());
            assertThat(known.nextHop()).isEqualTo(bgp.sessions().getFirst().peer());
            assertThat(known.route()).isEqualTo("via " + known.nextHop() + " dev tunl0 proto bird onlink");
        });
    }

    @Test
    void printsWhatToolsPrint() {
        BgpApi api = api("bgp");
        assertThat(api.status("node-a")).contains("Calico process is running.", "node-to-node mesh", "Established");
        assertThat(List.of("bird.cfg", "bird_aggr.cfg", "bird_ipam.cfg", "protocols", "routes")).allSatisfy(file ->
                assertThat(api.file("node-a", file).getBody()).isNotBlank());
    }

    @Test
    void namesWhatThereIsWhenAskedForSomethingElse() {
        BgpApi api = api("bgp");
        assertThatThrownBy(() -> api.file("node-a", "bird6.cfg")).isInstanceOfSatisfying(ErrorResponseException.class, problem -> {
            assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(problem.getBody().getDetail()).contains("bird.cfg", "found bird6.cfg");
        });
        assertThatThrownBy(() -> api.bgp("node-z")).isInstanceOfSatisfying(ErrorResponseException.class, problem ->
                assertThat(problem.getBody().getDetail()).isEqualTo("node: expected one of [node-a, node-b], found node-z"));
    }

    @Test
    void isRefusedWhereNobodySpeaksBgp() {
        BgpApi api = api("vxlan");
        assertThatThrownBy(() -> api.bgp("node-a")).isInstanceOfSatisfying(ErrorResponseException.class, problem -> assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.CONFLICT));
    }
}
