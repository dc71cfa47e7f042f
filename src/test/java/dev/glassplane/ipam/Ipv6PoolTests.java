package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Nodes and pods of an IPv6 cluster get their addresses. */
class Ipv6PoolTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.withDefaultIpv6Vpc().with(cluster.cloudNodeLoop(reader, writes))
                .with(new AddressLoop(cluster, cluster, cluster, reader, writes, new NewInterfaces(new CloudIds(1), Duration.ZERO)));
        set("ENABLE_IPv6=true", "ENABLE_IPv4=false", "ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
    }

    private void set(String... environment) {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        var env = daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject().put("name", "aws-node").putArray("env");
        for (String variable : environment) {
            env.addObject().put("name", variable.split("=")[0]).put("value", variable.split("=")[1]);
        }
        cluster.put(cluster.named(AwsNodeSettings.DAEMON_SET.resource()), daemonSet);
    }

    private List<Ip> ips(String pod) {
        return cluster.image().pod("default", pod).map(Pod::ips).orElseThrow();
    }

    private NetworkInterface primary(String node) {
        return reader.of(cluster.image()).primaryOf(node).orElseThrow();
    }

    @Test
    void aNodeIsKnownByTheIpv6AddressOfItsInterface() {
        assertThat(cluster.image().node("node-a").map(Node::internalIps).orElseThrow()).containsExactlyElementsOf(primary("node-a").ipv6().stream().toList());
        assertThat(primary("node-a").primary()).hasValueSatisfying(ip -> assertThat(ip.isV4()).isTrue());
    }

    @Test
    void podsGetAddressesOfOnePrefixOfTheFirstInterface() {
        for (int i = 0; i < 28; i++) {
            cluster.pod("pod-" + i, "node-a");
        }
        cluster.settle();
        assertThat(reader.of(cluster.image()).interfacesOf("node-a")).hasSize(1);
        NetworkInterface.Prefix prefix = primary("node-a").ipv6Prefix().orElseThrow();
        assertThat(prefix.cidr().prefixLength()).isEqualTo(80);
        assertThat(prefix.used()).hasSize(28);
        for (int i = 0; i < 28; i++) {
            assertThat(ips("pod-" + i)).containsExactly(prefix.cidr().at(i));
        }
    }

    @Test
    void aReturnedAddressRestsAndIsThenTheFirstToBeGivenOut() {
        cluster.pod("first", "node-a");
        cluster.settle();
        Ip freed = ips("first").getFirst();
        cluster.remove("pods", "default", "first");
        cluster.settle();
        cluster.pod("soon", "node-a");
        cluster.settle();
        assertThat(ips("soon")).doesNotContain(freed);
        cluster.advance(Duration.ofSeconds(31));
        cluster.pod("later", "node-a");
        cluster.settle();
        assertThat(ips("later")).containsExactly(freed);
    }

    @Test
    void nodesOfASubnetHaveDifferentPrefixes() {
        cluster.node("node-b", "m5.large", "us-east-1a");
        cluster.settle();
        cluster.pod("one", "node-a");
        cluster.pod("two", "node-b");
        cluster.settle();
        assertThat(primary("node-a").subnet()).isEqualTo(primary("node-b").subnet());
        assertThat(primary("node-a").ipv6Prefix().orElseThrow().cidr()).isNotEqualTo(primary("node-b").ipv6Prefix().orElseThrow().cidr());
        assertThat(ips("one")).doesNotContainAnyElementsOf(ips("two"));
    }

    @Test
    void withoutPrefixDelegationAwsNodeDoesNotStart() {
        set("ENABLE_IPv6=true", "ENABLE_IPv4=false", "ENABLE_PREFIX_DELEGATION=false", "WARM_PREFIX_TARGET=1");
        cluster.settle();
        cluster.pod("waiting", "node-a");
        cluster.settle();
        assertThat(ips("waiting")).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("kubelet Daemonset/aws-node Warning BackOff: Back-off restarting failed container aws-node: "
                + "IPv6 is supported only in Prefix Delegation mode.")).anyMatch(event -> event.startsWith("glassplane Pod/waiting Warning NoPodAddress: AGENT_DOWN"));
    }

    @Test
    void aTypeThatIsNotOnNitroGivesNoAddresses() {
        cluster.node("node-old", "t2.large", "us-east-1a");
        cluster.settle();
        cluster.pod("waiting", "node-old");
        cluster.settle();
        assertThat(ips("waiting")).isEmpty();
        assertThat(primary("node-old").ipv6Prefix()).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.contains("Pod/waiting Warning NoPodAddress: AGENT_DOWN"));
    }

    @Test
    void aSecondRunWritesNothing() {
        cluster.pod("one", "node-a");
        cluster.settle();
        ObjectKey key = new ObjectKey(NetworkInterface.RESOURCE, "", primary("node-a").id());
        var before = cluster.image().object(key).orElseThrow().revision();
        cluster.advance(Duration.ofMinutes(5));
        cluster.settle();
        assertThat(cluster.image().object(key).orElseThrow().revision()).isEqualTo(before);
    }
}
