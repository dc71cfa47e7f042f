package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.store.Revision;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AddressesApiTests {

    private final TestCluster cluster = new TestCluster().withDefaultVpc();
    private AddressesApi api;

    @BeforeEach
    void start() {
        VpcReader reader = new VpcReader();
        VpcWrites writes = new VpcWrites(cluster, cluster);
        NewInterfaces newInterfaces = new NewInterfaces(new CloudIds(1), Duration.ZERO);
        cluster.with(cluster.cloudNodeLoop(reader, writes)).with(new AddressLoop(cluster, cluster, cluster, reader, writes, newInterfaces));
        cluster.node("node-a", "m5.large", "us-east-1a");
        for (int i = 0; i < 28; i++) {
            cluster.pod("pod-" + i, "node-a");
        }
        cluster.settle();
        cluster.remove("pods", "default", "pod-4");
        cluster.settle();
        api = new AddressesApi(new CurrentImage(cluster), reader, newInterfaces, cluster::now);
    }

    private record CurrentImage(TestCluster cluster) implements ImageSource {
        @Override
        public ClusterImage current() {
            return cluster.image();
        }

        @Override
        public ClusterImage atLeast(Revision revision, Duration timeout) {
            return cluster.image();
        }
    }

    @Test
    void thePoolIsShownInIpamdsWords() {
        JsonNode pool = JsonMapper.shared().valueToTree(api.pool("node-a"));
        assertThat(pool.path("TotalIPs").asInt()).isEqualTo(27);
        assertThat(pool.path("AssignedIPs").asInt()).isEqualTo(26);
        assertThat(pool.path("available").asInt()).isEqualTo(1);
        assertThat(pool.path("maxPods").asInt()).isEqualTo(29);
        assertThat(pool.path("cooling").toString()).isEqualTo("{\"10.0.1.15\":\"2026-01-01T00:00:30Z\"}");
        assertThat(pool.path("waiting").toString()).isEqualTo("[\"default/pod-27\"]");
        assertThat(pool.path("decision").path("shortage").asString()).startsWith("every free address was given back so recently");
        JsonNode eth1 = pool.path("ENIs").valueStream().filter(eni -> eni.path("DeviceNumber").asInt() == 1).findFirst().orElseThrow();
        assertThat(eth1.path("RouteTableID").asInt()).isEqualTo(2);
        assertThat(eth1.path("AvailableIPv4Cidrs").path("10.0.1.21/32").path("IPAddresses").path("10.0.1.21").path("IPAMMetadata")
                .path("k8sPodName").asString()).isEqualTo("pod-9");
    }

    @Test
    void anInterfaceThatMayNotBeManagedIsNoneOfIpamds() {
        ObjectNode eni = TestCluster.object("glassplane.dev/v1", "NetworkInterface", "", "eni-mine");
        eni.putObject("spec").put("node", "node-a").put("deviceNumber", 3).put("subnet", "subnet-a").put("macAddress", "02:00:00:00:00:09")
                .putArray("tags").addObject().put("key", "node.k8s.amazonaws.com/no_manage").put("value", "true");
        ObjectNode status = eni.putObject("status");
        status.putArray("addresses").addObject().put("ip", "10.0.1.200").put("primary", true);
        status.withArray("addresses").addObject().put("ip", "10.0.1.201").put("primary", false);
        cluster.put(cluster.named("networkinterfaces.glassplane.dev"), eni);

        JsonNode pool = JsonMapper.shared().valueToTree(api.pool("node-a"));
        assertThat(pool.path("TotalIPs").asInt()).isEqualTo(27);
        assertThat(pool.path("ENIs").has("eni-mine")).isFalse();
    }

    @Test
    void aSubnetIsShownAddressByAddress() {
        SubnetView subnet = api.subnet("subnet-a");
        assertThat(subnet.free()).isEqualTo(251 - 30);
        assertThat(subnet.used()).isEqualTo(30);
        assertThat(subnet.blocks()).hasSize(16);
        assertThat(subnet.blocks().getFirst().map()).isEqualTo("rrrr......nppppc");
        assertThat(subnet.blocks().get(1).map()).isEqualTo("ppppnpppppppppnp");
        assertThat(subnet.blocks().getLast()).returns(15, SubnetView.Block::free).returns(false, SubnetView.Block::whole);
        assertThat(subnet.blocks().stream().filter(SubnetView.Block::whole)).hasSize(12);
        assertThat(api.subnets().subnets()).extracting(SubnetView.Summary::id)
                .containsExactly("subnet-a", "subnet-b", "subnet-c", "subnet-large-a", "subnet-large-b", "subnet-large-c");
        assertThat(api.subnets().subnets().getFirst().used()).isEqualTo(30);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> api.pool("node-z")).isInstanceOfSatisfying(ErrorResponseException.class, refused -> {
            assertThat(refused.getStatusCode().value()).isEqualTo(404);
            assertThat(refused.getBody().getDetail()).isEqualTo("node: expected one of 1 names (node-a), found \"node-z\"");
        });
    }
}
