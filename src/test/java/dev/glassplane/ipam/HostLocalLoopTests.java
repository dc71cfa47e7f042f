package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.nodeipam.NodeIpamLoop;
import dev.glassplane.registry.Kind;
import dev.glassplane.vpc.TestCluster;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** podCIDRs of nodes and addresses of pods, as a cluster of Flannel gets them. */
class HostLocalLoopTests {

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void loops() {
        cluster.with(new NodeIpamLoop(cluster, cluster, cluster)).with(new HostLocalLoop(cluster, cluster, cluster, new PodAddresses(cluster, cluster)));
    }

    private void network(String cni, String podCidr) {
        ObjectNode object = TestCluster.object("glassplane.dev/v1", "Cluster", "", "cluster");
        object.withObject("/spec").put("cni", cni).put("podCIDR", podCidr);
        cluster.put(cluster.named("clusters.glassplane.dev"), object);
        cluster.settle();
    }

    private void nodes(String... names) {
        for (String name : names) {
            cluster.node(name, "m5.large", "us-east-1a");
            cluster.settle();
        }
    }

    private void pods(String node, String... names) {
        for (String name : names) {
            cluster.pod(name, node);
        }
        cluster.settle();
    }

    private String podCidr(String node) {
        return cluster.image().node(node).orElseThrow().podCidrs().toString();
    }

    private List<String> ips(String... pods) {
        return List.of(pods).stream().map(name -> cluster.image().pod("default", name).orElseThrow().ips().toString()).toList();
    }

    private Kind kind(String resource) {
        return cluster.named(resource);
    }

    @Test
    void nodesGetTheirPartsAndPodsTheNextAddresses() {
        network("vxlan", "10.244.0.0/16");
        nodes("node-a", "node-b");
        assertThat(podCidr("node-a")).isEqualTo("[10.244.0.0/24]");
        assertThat(podCidr("node-b")).isEqualTo("[10.244.1.0/24]");
        pods("node-b", "one", "two");
        assertThat(ips("one", "two")).containsExactly("[10.244.1.2]", "[10.244.1.3]");
    }

    @Test
    void aFreedAddressIsNotTheNextOne() {
        network("vxlan", "10.244.0.0/16");
        nodes("node-a");
        pods("node-a", "one", "two");
        cluster.remove("pods", "default", "two");
        cluster.settle();
        pods("node-a", "three");
        assertThat(ips("three")).containsExactly("[10.244.0.4]");
    }

    @Test
    void aSecondRunWritesNothing() {
        network("vxlan", "10.244.0.0/16");
        nodes("node-a", "node-b");
        pods("node-a", "one", "two");
        long revision = cluster.revision();
        cluster.with(new HostLocalLoop(cluster, cluster, cluster, new PodAddresses(cluster, cluster))).with(new NodeIpamLoop(cluster, cluster, cluster)).settle();
        assertThat(cluster.revision()).isEqualTo(revision);
    }

    @Test
    void aNodeTooManyWaitsUntilAnotherGoes() {
        network("vxlan", "10.244.0.0/24");
        nodes("node-a", "node-b");
        assertThat(podCidr("node-b")).isEqualTo("[]");
        assertThat(cluster.events()).contains("cidrAllocator Node/node-b Warning CIDRNotAvailable: Node node-b status is now: CIDRNotAvailable");
        pods("node-b", "one");
        assertThat(cluster.events()).last().asString().contains("FailedCreatePodSandBox", "plugin type=\"flannel\" name=\"cbr0\" failed (add): failed to load flannel "
                + "'subnet.env' file: open /run/flannel/subnet.env: no such file or directory.");
        cluster.remove("nodes", "", "node-a");
        cluster.settle();
        assertThat(podCidr("node-b")).isEqualTo("[10.244.0.0/24]");
        assertThat(ips("one")).containsExactly("[10.244.0.2]");
    }

    @Test
    void aFullNodeSaysSoInThePluginsWords() {
        network("vxlan", "10.244.0.0/16");
        ObjectNode node = TestCluster.object("v1", "Node", "", "small");
        node.withObject("/spec").put("podCIDR", "10.244.9.0/30").putArray("podCIDRs").add("10.244.9.0/30");
        cluster.put(kind("nodes"), node);
        pods("small", "one", "two");
        assertThat(ips("one", "two")).containsExactly("[10.244.9.2]", "[]");
        assertThat(cluster.events()).last().asString().endsWith("failed to delegate add: failed to allocate for range 0: no IP addresses available in range set: "
                + "10.244.9.1-10.244.9.2");
    }

    @Test
    void inAnotherNetworkNobodyGivesSuchAddresses() {
        nodes("node-a");
        pods("node-a", "one");
        assertThat(podCidr("node-a")).isEqualTo("[]");
        assertThat(ips("one")).containsExactly("[]");
    }
}
