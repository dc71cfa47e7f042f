package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Prefix;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.TestFabric;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code kubectl set env ds aws-node} does to nodes that run. */
class PoolSettingsLoopTests {

    private static final String SUBNETS = "subnets.ec2.services.k8s.aws";

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(reader, writes))
                .with(new AddressLoop(cluster, cluster, cluster, reader, writes, new NewInterfaces(new CloudIds(1), Duration.ZERO)));
    }

    @Test
    void aNodeThatRunsKeepsItsAddressesInUseAndGetsPrefixesBeside() {
        node("node-a");
        create(0, 2);
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        NetworkInterface primary = interfaces().getFirst();
        assertThat(primary.secondaries()).as("unused addresses went back").extracting(address -> address.ip().toString())
                .containsExactly("10.0.1.11", "10.0.1.12");
        assertThat(primary.prefixes()).extracting(prefix -> prefix.cidr().toString()).containsExactly("10.0.1.32/28");
        create(2, 4);
        assertThat(ip("pod-0")).isEqualTo("10.0.1.11");
        assertThat(List.of(ip("pod-2"), ip("pod-3"))).containsExactly("10.0.1.32", "10.0.1.33");
        remove("pod-0");
        assertThat(interfaces().getFirst().secondaries()).as("it stays in its slot, but no pod gets it").hasSize(2);
        cluster.advance(Duration.ofMinutes(1));
        create(4, 5);
        assertThat(ip("pod-4")).isEqualTo("10.0.1.34");
        set("ENABLE_PREFIX_DELEGATION=false");
        assertThat(interfaces().getFirst().prefixes()).extracting(prefix -> prefix.used().size()).as("the prefix in use stays").containsExactly(3);
        create(5, 6);
        assertThat(ip("pod-5")).isEqualTo("10.0.1.11");
    }

    @Test
    void aNewNodeGetsPrefixesOnly() {
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        node("node-a");
        create(0, 17);
        assertThat(interfaces()).hasSize(1);
        assertThat(interfaces().getFirst().secondaries()).isEmpty();
        assertThat(interfaces().getFirst().prefixes()).extracting(Prefix::cidr).hasSize(2);
        assertThat(ip("pod-0")).isEqualTo("10.0.1.16");
        assertThat(TestFabric.of(cluster.image()).holderOf(Ip.parse("10.0.1.40"))).as("the VPC delivers a whole prefix")
                .map(at -> at.device()).contains("eth0");
    }

    @Test
    void aNodeThatIsNotNitroFallsBackAndSaysSo() {
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        cluster.node("node-a", "t2.small", "us-east-1a");
        cluster.settle();
        create(0, 1);
        assertThat(ip("pod-0")).isEqualTo("10.0.1.11");
        assertThat(interfaces().getFirst().prefixes()).isEmpty();
    }

    @Test
    void prefixesWithoutATargetStopTheAgent() {
        set("ENABLE_PREFIX_DELEGATION=true");
        node("node-a");
        create(0, 1);
        assertThat(ip("pod-0")).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.contains("dial tcp 127.0.0.1:50051: connect: connection refused"))
                .contains("glassplane Pod/pod-0 Warning NoPodAddress: AGENT_DOWN: aws-node refuses to start with these settings")
                .anyMatch(event -> event.startsWith("kubelet Daemonset/aws-node Warning BackOff: Back-off restarting failed container aws-node: "
                        + "Setting WARM_PREFIX_TARGET = 0 is not supported while"));
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_IP_TARGET=1");
        assertThat(ip("pod-0")).isEqualTo("10.0.1.16");
    }

    @Test
    void newInterfacesGoIntoATaggedSubnetWithMoreRoom() {
        node("node-a");
        tag("subnet-large-a", "kubernetes.io/role/cni", "1");
        create(0, 10);
        assertThat(interfaces()).extracting(NetworkInterface::subnet).containsExactly("subnet-a", "subnet-large-a", "subnet-large-a");
        assertThat(ip("pod-9")).startsWith("10.0.32.");
    }

    @Test
    void aSubnetKeptFromPodsGivesNoMoreAddresses() {
        node("node-a");
        create(0, 1);
        tag("subnet-large-a", "kubernetes.io/role/cni", "1");
        tag("subnet-a", "kubernetes.io/role/cni", "0");
        create(1, 3);
        assertThat(ip("pod-0")).isEqualTo("10.0.1.11");
        assertThat(ip("pod-1")).startsWith("10.0.32.");
        assertThat(interfaces().getFirst().secondaries()).as("unused ones went back").hasSize(1);
    }

    @Test
    void customNetworkingSendsNewInterfacesElsewhere() {
        set("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true", "ENI_CONFIG_LABEL_DEF=topology.kubernetes.io/zone");
        node("node-a");
        create(0, 1);
        assertThat(ip("pod-0")).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("glassplane Pod/pod-0 Warning NoPodAddress: NO_ENI_CONFIG"));
        eniConfig("us-east-1a", "subnet-large-b");
        assertThat(ip("pod-0")).as("a subnet of another zone").isEmpty();
        eniConfig("us-east-1a", "subnet-large-a");
        assertThat(ip("pod-0")).startsWith("10.0.32.");
        assertThat(interfaces()).extracting(of -> of.attributes().groups()).startsWith(List.of(), List.of("sg-pods"));
        create(1, 19);
        assertThat(cluster.image().pods().values().stream().filter(pod -> !pod.ips().isEmpty())).as("N - 1 interfaces").hasSize(18);
        assertThat(interfaces().getFirst().secondaries()).isEmpty();
    }

    @Test
    void anUnmanagedInterfaceTakesAPlaceAndGivesNothing() {
        node("node-a");
        ObjectNode eni = TestCluster.object("glassplane.dev/v1", "NetworkInterface", "", "eni-mine");
        eni.putObject("spec").put("node", "node-a").put("deviceNumber", 1).put("subnet", "subnet-a").put("macAddress", "02:00:00:00:00:09")
                .putArray("tags").addObject().put("key", "node.k8s.amazonaws.com/no_manage").put("value", "true");
        eni.putObject("status").putArray("addresses").addObject().put("ip", "10.0.1.200").put("primary", true);
        cluster.put(cluster.named(NetworkInterface.RESOURCE), eni);
        create(0, 19);
        assertThat(interfaces()).extracting(NetworkInterface::id).contains("eni-mine").hasSize(3);
        assertThat(cluster.image().pods().values().stream().filter(pod -> !pod.ips().isEmpty())).hasSize(18);
    }

    @Test
    void aSecondRunWritesNothingInPrefixMode() {
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        node("node-a");
        create(0, 20);
        IntStream.range(0, 10).forEach(i -> remove("pod-" + i));
        long before = cluster.revision();
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.with(new AddressLoop(cluster, cluster, cluster, reader, writes, new NewInterfaces(new CloudIds(1), Duration.ZERO))).settle();
        assertThat(cluster.revision()).isEqualTo(before);
        assertThat(new VpcReader().of(cluster.image())).as("read anew").isEqualTo(reader.of(cluster.image()));
    }

    private void set(String... environment) {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        ArrayNode list = daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject()
                .put("name", "aws-node").putArray("env");
        for (String entry : environment) {
            list.addObject().put("name", entry.split("=")[0]).put("value", entry.split("=")[1]);
        }
        cluster.put(cluster.named(AwsNodeSettings.DAEMON_SET.resource()), daemonSet);
        cluster.settle();
    }

    private void tag(String subnet, String key, String value) {
        ObjectNode object = cluster.get(cluster.named(SUBNETS), "", subnet).orElseThrow().object().deepCopy();
        ((ObjectNode) object.get("spec")).putArray("tags").addObject().put("key", key).put("value", value);
        cluster.put(cluster.named(SUBNETS), object);
        cluster.settle();
    }

    private void eniConfig(String name, String subnet) {
        ObjectNode config = TestCluster.object("crd.k8s.amazonaws.com/v1alpha1", "ENIConfig", "", name);
        config.putObject("spec").put("subnet", subnet).putArray("securityGroups").add("sg-pods").add("sg-nowhere");
        ObjectNode group = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "SecurityGroup", "", "sg-pods");
        group.putObject("spec").put("name", "pods").put("vpcID", "vpc-glassplane");
        cluster.put(cluster.named("securitygroups.ec2.services.k8s.aws"), group);
        cluster.put(cluster.named("eniconfigs.crd.k8s.amazonaws.com"), config);
        cluster.settle();
    }

    private void node(String name) {
        cluster.node(name, "m5.large", "us-east-1a");
        cluster.settle();
    }

    private void create(int from, int to) {
        IntStream.range(from, to).forEach(i -> cluster.pod("pod-" + i, "node-a"));
        cluster.settle();
    }

    private void remove(String pod) {
        cluster.remove("pods", "default", pod);
        cluster.settle();
    }

    private String ip(String pod) {
        ClusterImage image = cluster.image();
        return image.pod("default", pod).orElseThrow().ips().stream().map(Ip::toString).findFirst().orElse("");
    }

    private List<NetworkInterface> interfaces() {
        return List.copyOf(reader.of(cluster.image()).interfacesOf("node-a"));
    }
}
