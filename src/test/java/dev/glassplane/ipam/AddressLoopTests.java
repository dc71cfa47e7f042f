package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class AddressLoopTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        start(Duration.ZERO);
    }

    private void start(Duration attachDelay) {
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(reader, writes)).with(loop(writes, attachDelay));
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
    }

    private ControlLoop loop(VpcWrites writes, Duration attachDelay) {
        return new AddressLoop(cluster, cluster, cluster, reader, writes, new NewInterfaces(new CloudIds(1), attachDelay));
    }

    /** The worked example of an m5.large with default settings. */
    @ParameterizedTest
    @CsvSource({"0,1,9", "1,2,18", "9,2,18", "10,3,27", "18,3,27", "27,3,27"})
    void thePoolGrowsByWholeInterfaces(int pods, int interfaces, int addresses) {
        create(pods);
        assertThat(interfaces()).hasSize(interfaces);
        assertThat(interfaces().stream().mapToInt(of -> of.secondaries().size()).sum()).isEqualTo(addresses);
        assertThat(addressed()).hasSize(pods).doesNotHaveDuplicates();
    }

    @Test
    void thePodAfterTheLastAddressFailsWithTheRealEvent() {
        create(28);
        assertThat(addressed()).hasSize(27);
        assertThat(cluster.events()).hasSize(2).last().isEqualTo("glassplane Pod/pod-27 Warning NoPodAddress: NODE_FULL: every interface that the "
                + "instance type allows is attached and every address is held");
        assertThat(cluster.events()).first().asString().matches("kubelet Pod/pod-27 Warning FailedCreatePodSandBox: "
                + "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"[0-9a-f]{64}\": "
                + "plugin type=\"aws-cni\" name=\"aws-cni\" failed \\(add\\): add cmd: failed to assign an IP address to container");
    }

    @Test
    void addressesAscendInterfaceByInterface() {
        create(10);
        assertThat(ip("pod-0")).isEqualTo("10.0.1.11");
        assertThat(ip("pod-8")).isEqualTo("10.0.1.19");
        assertThat(ip("pod-9")).isEqualTo("10.0.1.21");
        assertThat(interfaces()).extracting(NetworkInterface::deviceName).containsExactly("eth0", "eth1", "eth2");
        assertThat(interfaces()).extracting(of -> of.primary().orElseThrow().toString()).containsExactly("10.0.1.10", "10.0.1.20", "10.0.1.30");
        assertThat(interfaces()).extracting(of -> of.secondaries().getFirst().holder().map(NetworkInterface.Holder::name).orElse("-"))
                .containsExactly("pod-0", "pod-9", "-");
    }

    @Test
    void aReturnedAddressRestsForThirtySeconds() {
        create(27);
        remove("pod-3");
        cluster.pod("late", "node-a");
        cluster.settle();
        assertThat(ip("late")).isEmpty();
        cluster.advance(Duration.ofSeconds(30));
        assertThat(ip("late")).as("ipamd compares with <=").isEmpty();
        cluster.advance(Duration.ofMillis(1));
        assertThat(ip("late")).isEqualTo("10.0.1.14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void aFinishedPodGivesItsAddressBack(String phase) {
        create(1);
        ObjectNode pod = cluster.get(cluster.named("pods"), "default", "pod-0").orElseThrow().object().deepCopy();
        ((ObjectNode) pod.get("status")).put("phase", phase);
        cluster.put(cluster.named("pods"), pod);
        cluster.settle();
        assertThat(interfaces()).allSatisfy(of -> assertThat(of.secondaries()).allSatisfy(address -> assertThat(address.holder()).isEmpty()));
        assertThat(interfaces().getFirst().secondaries().getFirst().coolingUntil()).contains(cluster.now().plusSeconds(30));
    }

    @Test
    void aSecondRunWritesNothing() {
        create(12);
        long before = cluster.revision();
        cluster.with(loop(new VpcWrites(cluster, cluster), Duration.ZERO)).settle();
        assertThat(cluster.revision()).isEqualTo(before);
    }

    @Test
    void aSpareInterfaceGoesWhenItIsAMinuteOldAndNothingRestsOnIt() {
        create(10);
        IntStream.range(0, 10).forEach(i -> remove("pod-" + i));
        assertThat(interfaces()).hasSize(3);
        cluster.advance(Duration.ofSeconds(59));
        assertThat(interfaces()).hasSize(3);
        cluster.advance(Duration.ofMinutes(1));
        assertThat(interfaces()).as("27 - 9 = 18 is not less than 2 x 9, so both spare interfaces go").hasSize(1);
    }

    @Test
    void hostNetworkPodsGetNothing() {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", "proxy");
        pod.putObject("spec").put("nodeName", "node-a").put("hostNetwork", true);
        cluster.put(cluster.named("pods"), pod);
        cluster.settle();
        assertThat(ip("proxy")).isEmpty();
        assertThat(interfaces()).hasSize(1);
    }

    @Test
    void anAddressThatTheUserWroteIsKeptAndHeld() {
        podAt("fixed", "10.0.1.11");
        podAt("foreign", "172.20.0.9");
        cluster.settle();
        create(1);
        assertThat(ip("fixed")).isEqualTo("10.0.1.11");
        assertThat(ip("foreign")).isEqualTo("172.20.0.9");
        assertThat(ip("pod-0")).isEqualTo("10.0.1.12");
        assertThat(interfaces().getFirst().secondaries().getFirst().holder()).map(NetworkInterface.Holder::name).contains("fixed");
    }

    @Test
    void anEmptySubnetPausesTheGrowthForTwoMinutes() {
        ObjectNode subnet = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "Subnet", "", "subnet-tiny");
        subnet.putObject("spec").put("vpcID", "vpc-glassplane").put("availabilityZone", "us-east-1d").put("cidrBlock", "10.0.200.0/28");
        cluster.put(cluster.named("subnets.ec2.services.k8s.aws"), subnet);
        cluster.node("node-d", "m5.large", "us-east-1d");
        cluster.node("node-e", "m5.large", "us-east-1d");
        cluster.settle();
        IntStream.range(0, 10).forEach(i -> cluster.pod("d-" + i, "node-d"));
        cluster.settle();
        assertThat(ip("d-8")).isNotEmpty();
        assertThat(ip("d-9")).isEmpty();
        NetworkInterface primary = vpc().primaryOf("node-d").orElseThrow();
        assertThat(primary.agent().pausedUntil()).contains(cluster.now().plusSeconds(120));
        cluster.remove("nodes", "", "node-e");
        cluster.settle();
        assertThat(ip("d-9")).isEmpty();
        cluster.put(cluster.named("subnets.ec2.services.k8s.aws"), wider(subnet));
        cluster.advance(Duration.ofSeconds(121));
        assertThat(ip("d-9")).isNotEmpty();
    }

    private static ObjectNode wider(ObjectNode subnet) {
        ObjectNode wider = subnet.deepCopy();
        ((ObjectNode) wider.get("spec")).put("cidrBlock", "10.0.200.0/24");
        return wider;
    }

    @Test
    void unsupportedSettingsAreToldOnTheDaemonSet() {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject().put("name", "aws-node")
                .putArray("env").addObject().put("name", "ENABLE_MULTI_NIC").put("value", "true");
        cluster.put(cluster.named(AwsNodeSettings.DAEMON_SET.resource()), daemonSet);
        cluster.settle();
        assertThat(cluster.events()).containsExactly("aws-node Daemonset/aws-node Warning UnsupportedSetting: ENABLE_MULTI_NIC=true "
                + "is left out of account: pods with interfaces on more than one network card are not modelled (limit: pod-networks)");
        create(10);
        assertThat(addressed()).hasSize(10);
    }

    @Test
    void anAttachmentTakesItsTime() {
        TestCluster slow = new TestCluster();
        VpcReader slowReader = new VpcReader();
        VpcWrites writes = new VpcWrites(slow, slow);
        slow.withDefaultVpc().with(slow.cloudNodeLoop(slowReader, writes))
                .with(new AddressLoop(slow, slow, slow, slowReader, writes, new NewInterfaces(new CloudIds(1), Duration.ofSeconds(10))));
        slow.node("node-a", "m5.large", "us-east-1a");
        slow.settle();
        IntStream.range(0, 10).forEach(i -> slow.pod("pod-" + i, "node-a"));
        slow.settle();
        assertThat(slow.image().pod("default", "pod-9").orElseThrow().ips()).isEmpty();
        slow.advance(Duration.ofSeconds(11));
        assertThat(slow.image().pod("default", "pod-9").orElseThrow().ips()).containsExactly(Ip.parse("10.0.1.21"));
    }

    @Test
    void withALoopOfFiveSecondsThePoolFollowsThePods() {
        TestCluster slow = new TestCluster();
        VpcReader slowReader = new VpcReader();
        VpcWrites writes = new VpcWrites(slow, slow);
        slow.withDefaultVpc().with(slow.cloudNodeLoop(slowReader, writes)).with(new AddressLoop(slow, slow, slow, slowReader, writes,
                new NewInterfaces(new CloudIds(1), Duration.ZERO), Duration.ofSeconds(5)));
        slow.node("node-a", "m5.large", "us-east-1a");
        IntStream.range(0, 20).forEach(i -> slow.pod("pod-" + i, "node-a"));
        slow.settle();
        assertThat(slow.image().pods().values().stream().filter(pod -> !pod.ips().isEmpty())).hasSize(9);
        assertThat(slow.events()).contains("glassplane Pod/pod-9 Warning NoPodAddress: POOL_GROWING: the pool is about to grow, or an interface is "
                + "being attached");
        slow.advance(Duration.ofSeconds(5));
        assertThat(slow.image().pods().values().stream().filter(pod -> !pod.ips().isEmpty())).hasSize(18);
        slow.advance(Duration.ofSeconds(5));
        assertThat(slow.image().pods().values().stream().filter(pod -> !pod.ips().isEmpty())).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverTheSameAddressTwiceAndWhatWasTakenIsFreedAgain(long seed) {
        Random random = new Random(seed);
        List.of("node-b", "node-c", "node-d").forEach(name -> cluster.node(name, random.nextBoolean() ? "t3.small" : "m5.large", "us-east-1a"));
        Map<String, Boolean> alive = new HashMap<>();
        for (int step = 0; step < 250; step++) {
            int number = random.nextInt(60);
            String name = "churn-" + number;
            if (alive.remove(name) != null) {
                cluster.remove("pods", "default", name);
            } else {
                cluster.pod(name, "node-" + (char) ('a' + random.nextInt(4)));
                alive.put(name, true);
            }
            if (random.nextInt(4) == 0) {
                cluster.advance(Duration.ofSeconds(random.nextInt(40)));
            } else if (random.nextBoolean()) {
                cluster.settle();
            }
            assertNoAddressTwice();
        }
        alive.keySet().forEach(name -> cluster.remove("pods", "default", name));
        cluster.settle().advance(Duration.ofMinutes(3));
        assertThat(vpc().ofNode().values()).as("only primaries are left").allSatisfy(devices -> assertThat(devices).hasSize(1));
        assertThat(vpc().interfaces().values()).allSatisfy(of ->
                assertThat(of.secondaries()).allSatisfy(address -> assertThat(address.holder()).isEmpty()));
    }

    private void assertNoAddressTwice() {
        List<Ip> ofPods = cluster.image().pods().values().stream().flatMap(pod -> pod.ips().stream()).toList();
        assertThat(ofPods).doesNotHaveDuplicates();
        assertThat(vpc().holders().values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        assertThat(new VpcReader().of(cluster.image())).as("read anew").isEqualTo(vpc());
    }

    private void create(int pods) {
        IntStream.range(0, pods).forEach(i -> cluster.pod("pod-" + i, "node-a"));
        cluster.settle();
    }

    private void remove(String pod) {
        cluster.remove("pods", "default", pod);
        cluster.settle();
    }

    private void podAt(String name, String ip) {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", name);
        pod.putObject("spec").put("nodeName", "node-a");
        pod.putObject("status").put("podIP", ip).putArray("podIPs").addObject().put("ip", ip);
        cluster.put(cluster.named("pods"), pod);
    }

    private List<Ip> addressed() {
        return cluster.image().pods().values().stream().map(Pod::ips).flatMap(Collection::stream).toList();
    }

    private String ip(String pod) {
        return cluster.image().pod("default", pod).orElseThrow().ips().stream().map(Ip::toString).findFirst().orElse("");
    }

    private List<NetworkInterface> interfaces() {
        return List.copyOf(vpc().interfacesOf("node-a"));
    }

    private Vpc vpc() {
        return reader.of(cluster.image());
    }
}
