package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CalicoLoopTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader vpcs = new VpcReader();
    private final CalicoReader reader = new CalicoReader(vpcs);

    @BeforeEach
    void start() {
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(vpcs, new VpcWrites(cluster, cluster))).with(loop());
        ObjectNode network = TestCluster.object("glassplane.dev/v1", "Cluster", "", "cluster");
        network.putObject("spec").put("cni", "bgp");
        cluster.put(cluster.named("clusters.glassplane.dev"), network);
        pool("default-ipv4-ippool", "192.168.0.0/16", 26, "Always", Map.of());
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.node("node-b", "m5.large", "us-east-1b");
        cluster.settle();
    }

    private CalicoLoop loop() {
        return new CalicoLoop(cluster, cluster, cluster, reader);
    }

    private ObjectNode pool(String name, String cidr, int blockSize, String ipip, Map<String, Object> more) {
        ObjectNode pool = TestCluster.object("crd.projectcalico.org/v1", "IPPool", "", name);
        ObjectNode spec = pool.putObject("spec").put("cidr", cidr).put("blockSize", blockSize).put("ipipMode", ipip);
        more.forEach((key, value) -> spec.putPOJO(key, value));
        cluster.put(cluster.named(IpPool.RESOURCE), pool);
        return pool;
    }

    private void settings(boolean strict) {
        ObjectNode config = TestCluster.object("crd.projectcalico.org/v1", "IPAMConfig", "", "default");
        config.putObject("spec").put("strictAffinity", strict).put("autoAllocateBlocks", true);
        cluster.put(cluster.named("ipamconfigs.crd.projectcalico.org"), config);
    }

    private String annotation(String node, String key) {
        return cluster.image().node(node).orElseThrow().annotations().get(key);
    }

    private Ip ip(String pod) {
        List<Ip> ips = cluster.image().pod("default", pod).orElseThrow().ips();
        return ips.isEmpty() ? null : ips.getFirst();
    }

    private List<String> names(String resource) {
        return cluster.image().all(resource).keySet().stream().map(key -> key.name()).toList();
    }

    @Test
    void aNodeGetsAnAddressForItsTunnelOutOfABlockOfItsOwn() {
        assertThat(annotation("node-a", CalicoNode.ADDRESS)).isEqualTo("10.0.1.10/24");
        Ip tunnel = Ip.parse(annotation("node-a", CalicoNode.IPIP_ADDRESS));
        assertThat(reader.of(cluster.image()).blocks().get(new Cidr(tunnel, 26)).node()).contains("node-a");
        assertThat(annotation("node-a", CalicoNode.VXLAN_ADDRESS)).isNull();
        assertThat(names(BlockObjects.AFFINITIES)).hasSize(2).first().asString().matches("node-a-192-168-\\d+-\\d+-26");
        assertThat(names(BlockObjects.HANDLES)).containsExactly("ipip-tunnel-addr-node-a", "ipip-tunnel-addr-node-b");
    }

    @Test
    void aPodGetsTheNextAddressOfTheNodesBlock() {
        cluster.pod("web", "node-a");
        cluster.settle();
        assertThat(ip("web")).isEqualTo(Ip.parse(annotation("node-a", CalicoNode.IPIP_ADDRESS)).plus(1));
        JsonNode block = cluster.image().all(BlockObjects.BLOCKS).values().stream().map(stored -> stored.object().path("spec"))
                .filter(spec -> spec.path("affinity").asString("").equals("host:node-a")).findFirst().orElseThrow();
        assertThat(block.path("attributes").get(1).path("handle_id").asString()).matches("k8s-pod-network\\.[0-9a-f]{64}");
        assertThat(block.path("attributes").get(1).path("secondary").path("timestamp").asString()).isEqualTo("2026-01-01 00:00:00.000000000 +0000 UTC");
        assertThat(block.path("unallocated").get(0).asInt()).isEqualTo(2);
    }

    @Test
    void aPodThatGoesGivesItsAddressBack() {
        cluster.pod("web", "node-a");
        cluster.settle();
        Ip first = ip("web");
        cluster.remove("pods", "default", "web");
        cluster.pod("next", "node-a");
        cluster.settle();
        assertThat(ip("next")).as("the longest idle goes first").isEqualTo(first.plus(1));
        assertThat(names(BlockObjects.HANDLES)).hasSize(3);
    }

    @Test
    void aSecondRunWritesNothing() {
        cluster.pod("web", "node-a");
        cluster.settle();
        long before = cluster.revision();
        cluster.with(loop()).settle();
        assertThat(cluster.revision()).isEqualTo(before);
    }

    @Test
    void anExhaustedPoolIsSaidInTheCnisWordsAndHelpsOnceItIsMended() {
        settings(true);
        cluster.remove(IpPool.RESOURCE, "", "default-ipv4-ippool");
        pool("tiny", "10.9.0.0/31", 31, "Never", Map.of());
        cluster.pod("one", "node-a");
        cluster.pod("two", "node-a");
        cluster.pod("three", "node-a");
        cluster.settle();
        assertThat(List.of("one", "two", "three")).filteredOn(pod -> ip(pod) == null).hasSize(1);
        assertThat(cluster.events()).singleElement().asString().contains("plugin type=\"calico\" failed (add): failed to request IPv4 addresses: Assigned 0 out "
                + "of 1 requested IPv4 addresses; No more free affine blocks and strict affinity enabled");
        pool("more", "10.9.1.0/31", 31, "Never", Map.of());
        cluster.settle();
        assertThat(List.of("one", "two", "three")).allMatch(pod -> ip(pod) != null);
    }

    @Test
    void aWrittenAddressIsKeptAndNobodyElseGetsIt() {
        Ip next = Ip.parse(annotation("node-a", CalicoNode.IPIP_ADDRESS)).plus(1);
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", "fixed");
        pod.putObject("spec").put("nodeName", "node-a");
        pod.putObject("status").put("podIP", next.toString()).putArray("podIPs").addObject().put("ip", next.toString());
        cluster.put(cluster.named("pods"), pod);
        cluster.pod("web", "node-a");
        cluster.settle();
        assertThat(ip("fixed")).isEqualTo(next);
        assertThat(ip("web")).isEqualTo(next.plus(1));
    }

    @Test
    void withoutIpipTheTunnelsAddressGoes() {
        pool("default-ipv4-ippool", "192.168.0.0/16", 26, "Never", Map.of("vxlanMode", "CrossSubnet"));
        cluster.settle();
        assertThat(annotation("node-a", CalicoNode.IPIP_ADDRESS)).isNull();
        assertThat(annotation("node-a", CalicoNode.VXLAN_ADDRESS)).isNotNull();
        assertThat(names(BlockObjects.HANDLES)).containsExactly("vxlan-tunnel-addr-node-a", "vxlan-tunnel-addr-node-b");
    }

    @Test
    void aNodeThatGoesLeavesNothing() {
        cluster.remove("nodes", "", "node-b");
        cluster.settle();
        assertThat(names(BlockObjects.AFFINITIES)).singleElement().asString().startsWith("node-a-");
        assertThat(names(BlockObjects.BLOCKS)).hasSize(1);
        assertThat(names(BlockObjects.HANDLES)).containsExactly("ipip-tunnel-addr-node-a");
    }

    @Test
    void annotationsChooseThePoolAndTheAddress() {
        pool("second", "172.20.0.0/24", 28, "Never", Map.of("nodeSelector", "!all()"));
        annotated("by-name", PodAddresses.POOLS, "[\"second\"]");
        annotated("by-address", PodAddresses.ADDRESSES, "[\"172.20.0.77\"]");
        annotated("wrong", PodAddresses.POOLS, "[\"10.0.0.0/8\"]");
        cluster.settle();
        assertThat(ip("by-name").toString()).startsWith("172.20.0.");
        assertThat(ip("by-address")).isEqualTo(Ip.parse("172.20.0.77"));
        assertThat(ip("wrong")).isNull();
        assertThat(cluster.events()).singleElement().asString().endsWith("the given pool (10.0.0.0/8) does not exist, or is not enabled");
    }

    private void annotated(String name, String key, String value) {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", name);
        ((ObjectNode) pod.get("metadata")).putObject("annotations").put(key, value);
        pod.putObject("spec").put("nodeName", "node-a");
        cluster.put(cluster.named("pods"), pod);
    }
}
