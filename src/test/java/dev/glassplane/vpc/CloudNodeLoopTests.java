package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Ip;
import dev.glassplane.vpc.firewall.SecurityGroup;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CloudNodeLoopTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(reader, new VpcWrites(cluster, cluster)));
    }

    @Test
    void aNodeGetsTheTenthAddressOfItsZonesSubnetAndAllThatTheCloudReports() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        JsonNode node = node("node-a");
        assertThat(node.path("status").path("addresses").toString()).isEqualTo("""
                [{"type":"InternalIP","address":"10.0.1.10"},{"type":"InternalDNS","address":"ip-10-0-1-10.ec2.internal"},\
                {"type":"Hostname","address":"ip-10-0-1-10.ec2.internal"}]""");
        assertThat(node.path("spec").path("providerID").stringValue("")).matches("aws:///us-east-1a/i-0[0-9a-f]{16}");
        assertThat(node.path("metadata").path("labels").toString()).isEqualTo("""
                {"node.kubernetes.io/instance-type":"m5.large","topology.kubernetes.io/zone":"us-east-1a",\
                "beta.kubernetes.io/instance-type":"m5.large","kubernetes.io/hostname":"node-a",\
                "failure-domain.beta.kubernetes.io/region":"us-east-1","failure-domain.beta.kubernetes.io/zone":"us-east-1a",\
                "topology.kubernetes.io/region":"us-east-1"}""");
        assertThat(node.path("status").path("capacity").toString()).isEqualTo("""
                {"cpu":"2","memory":"8388608Ki","pods":"29"}""");
        assertThat(node.path("status").path("allocatable").toString()).isEqualTo("""
                {"cpu":"1930m","memory":"7698432Ki","pods":"29"}""");
        NetworkInterface primary = vpc().primaryOf("node-a").orElseThrow();
        assertThat(primary.deviceName()).isEqualTo("eth0");
        assertThat(primary.secondaries()).extracting(address -> address.ip().toString())
                .containsExactly("10.0.1.11", "10.0.1.12", "10.0.1.13", "10.0.1.14", "10.0.1.15", "10.0.1.16", "10.0.1.17", "10.0.1.18",
                        "10.0.1.19");
    }

    @Test
    void nodesGoIntoTheVpcOfTheNodesThatThereAre() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        ec2("VPC", VpcReader.VPCS, "vpc-peer", "{cidrBlocks: [9.0.0.0/24]}");
        ec2("Subnet", VpcReader.SUBNETS, "subnet-peer-a", "{vpcID: vpc-peer, availabilityZone: us-east-1a, cidrBlock: 9.0.0.0/25}");
        ec2("Subnet", VpcReader.SUBNETS, "subnet-peer-0", "{vpcID: vpc-peer, availabilityZone: us-east-0z, cidrBlock: 9.0.0.128/25}");
        cluster.node("node-b", "m5.large", "us-east-1a");
        cluster.node("node-d", "m5.large", "");
        cluster.settle();
        assertThat(vpc().primaryOf("node-b").orElseThrow().subnet()).isEqualTo("subnet-a");
        assertThat(node("node-d").path("metadata").path("labels").path("topology.kubernetes.io/zone").asString()).isEqualTo("us-east-1b");
    }

    @Test
    void anAnnotationGivesTheNodesFirstInterfaceSecurityGroups() {
        ec2("SecurityGroup", FilterObjects.SECURITY_GROUPS, "sg-1", "{name: one, vpcID: vpc-glassplane}");
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        assertThat(vpc().groupsOf(vpc().primaryOf("node-a").orElseThrow())).isEmpty();
        ObjectNode node = cluster.get(cluster.named("nodes"), "", "node-a").orElseThrow().object().deepCopy();
        node.withObject("/metadata/annotations").put("glassplane.dev/security-groups", "sg-1, sg-gone");
        cluster.put(cluster.named("nodes"), node);
        cluster.settle();
        assertThat(vpc().groupsOf(vpc().primaryOf("node-a").orElseThrow())).extracting(SecurityGroup::id).containsExactly("sg-1");
    }

    @Test
    void theClusterSecurityGroupIsThatOfEveryNodeThatNamesNone() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        ec2("SecurityGroup", FilterObjects.SECURITY_GROUPS, "sg-cluster",
                "{name: cluster, vpcID: vpc-glassplane, tags: [{key: 'aws:eks:cluster-name', value: x}]}");
        assertThat(vpc().groupsOf(vpc().primaryOf("node-a").orElseThrow())).extracting(SecurityGroup::id).containsExactly("sg-cluster");
    }

    @Test
    void anInterfaceWithoutANodeStays() {
        ObjectNode eni = TestCluster.object("glassplane.dev/v1", "NetworkInterface", "", "eni-database");
        eni.putObject("spec").put("subnet", "subnet-a");
        eni.putObject("status").putArray("addresses").addObject().put("ip", "10.0.1.10").put("primary", true);
        cluster.put(cluster.named(NetworkInterface.RESOURCE), eni);
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        assertThat(vpc().interfaces()).containsKey("eni-database");
        assertThat(vpc().primaryOf("node-a").orElseThrow().primary()).contains(Ip.parse("10.0.1.11"));
        assertThat(vpc().interfacesOf("")).isEmpty();
    }

    private void ec2(String kind, String resource, String name, String spec) {
        ObjectNode object = TestCluster.object("ec2.services.k8s.aws/v1alpha1", kind, "", name);
        object.set("spec", new YAMLMapper().readTree(spec));
        cluster.put(cluster.named(resource), object);
    }

    @Test
    void theClusterSaysWhichNumberOfPodsNewNodesGet() {
        cluster.node("old", "m5.4xlarge", "us-east-1a");
        cluster.settle();
        ObjectNode object = TestCluster.object("glassplane.dev/v1", "Cluster", "", "cluster");
        object.putObject("spec").put("maxPods", "calculator");
        cluster.put(cluster.named("clusters.glassplane.dev"), object);
        cluster.node("new", "m5.4xlarge", "us-east-1a");
        cluster.settle();
        assertThat(node("old").path("status").path("capacity").path("pods").asString()).as("a node that has started keeps its own").isEqualTo("234");
        assertThat(node("new").path("status").path("capacity").path("pods").asString()).isEqualTo("110");
    }

    @Test
    void aSecondRunWritesNothing() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        long before = cluster.revision();
        cluster.with(cluster.cloudNodeLoop(new VpcReader(), new VpcWrites(cluster, cluster))).settle();
        assertThat(cluster.revision()).isEqualTo(before);
    }

    @Test
    void nodesWithoutAZoneSpreadOverTheZones() {
        List.of("n1", "n2", "n3", "n4").forEach(name -> cluster.node(name, "m5.large", ""));
        cluster.settle();
        assertThat(List.of("n1", "n2", "n3", "n4")).extracting(name -> cluster.image().node(name).orElseThrow().zone())
                .containsExactly("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1a");
        assertThat(cluster.image().node("n4").orElseThrow().internalIps()).containsExactly(Ip.parse("10.0.1.20"));
    }

    @Test
    void anAddressThatTheUserSetIsTakenByThePrimaryInterface() {
        nodeAt("inside", "10.0.2.77");
        nodeAt("outside", "192.168.7.1");
        cluster.settle();
        assertThat(vpc().primaryOf("inside").orElseThrow()).returns("subnet-b", NetworkInterface::subnet)
                .satisfies(of -> assertThat(of.primary()).contains(Ip.parse("10.0.2.77")));
        assertThat(cluster.image().node("inside").orElseThrow().zone()).isEqualTo("us-east-1b");
        assertThat(vpc().primaryOf("outside").orElseThrow()).returns("subnet-a", NetworkInterface::subnet)
                .satisfies(of -> assertThat(of.primary()).contains(Ip.parse("192.168.7.1")))
                .satisfies(of -> assertThat(of.secondaries()).hasSize(9));
        assertThat(node("outside").path("status").path("addresses")).hasSize(1);
    }

    @Test
    void anAddressSetLaterReplacesTheOneThatWasGiven() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        nodeAt("node-a", "172.20.0.5");
        cluster.settle();
        assertThat(vpc().primaryOf("node-a").orElseThrow().primary()).contains(Ip.parse("172.20.0.5"));
        assertThat(vpc().holderOf(Ip.parse("10.0.1.10"))).isEmpty();
    }

    @Test
    void anAddressInUseIsRefusedInAnEvent() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        nodeAt("thief", "10.0.1.15");
        cluster.settle();
        assertThat(vpc().primaryOf("thief")).isEmpty();
        assertThat(cluster.events()).containsExactly(
                "cloud-node-controller Node/thief Warning InvalidIPAddress.InUse: Address 10.0.1.15 is in use.");
    }

    @Test
    void nodesGoWhereAllTheirInterfacesHaveRoom() {
        for (int i = 0; i < 9; i++) {
            cluster.node("n" + i, "m5.large", "us-east-1a");
        }
        cluster.settle();
        assertThat(vpc().primaryOf("n7").orElseThrow().subnet()).as("8 x 30 addresses fit into 251").isEqualTo("subnet-a");
        assertThat(vpc().primaryOf("n8").orElseThrow().primary()).contains(Ip.parse("10.0.32.10"));
    }

    @Test
    void theInterfacesOfADeletedNodeAreRemoved() {
        cluster.node("node-a", "m5.large", "us-east-1a");
        cluster.settle();
        cluster.remove("nodes", "", "node-a");
        cluster.settle();
        assertThat(vpc().interfaces()).isEmpty();
        assertThat(vpc().holders()).isEmpty();
    }

    @Test
    void aFullSubnetLeavesTheNodeWithoutAddressUntilThereIsRoom() {
        cluster.put(cluster.named("subnets.ec2.services.k8s.aws"), subnet("subnet-tiny", "us-east-1d", "10.0.200.0/28"));
        cluster.node("first", "m5.large", "us-east-1d");
        cluster.settle();
        cluster.node("second", "m5.large", "us-east-1d");
        cluster.node("third", "m5.large", "us-east-1d");
        cluster.settle();
        assertThat(vpc().primaryOf("first").orElseThrow().addresses()).hasSize(10);
        assertThat(vpc().primaryOf("second").orElseThrow().addresses()).hasSize(1);
        assertThat(vpc().primaryOf("third")).isEmpty();
        assertThat(cluster.events()).containsExactly("cloud-node-controller Node/third Warning InsufficientFreeAddressesInSubnet: "
                + "No free address in the subnets of zone us-east-1d: [subnet-tiny]");
        cluster.remove("nodes", "", "second");
        cluster.settle();
        assertThat(cluster.image().node("third").orElseThrow().internalIps()).hasSize(1);
    }

    private ObjectNode subnet(String name, String zone, String cidr) {
        ObjectNode subnet = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "Subnet", "", name);
        subnet.putObject("spec").put("vpcID", "vpc-glassplane").put("availabilityZone", zone).put("cidrBlock", cidr);
        return subnet;
    }

    private void nodeAt(String name, String ip) {
        ObjectNode node = TestCluster.object("v1", "Node", "", name);
        node.putObject("status").putArray("addresses").addObject().put("type", "InternalIP").put("address", ip);
        cluster.put(cluster.named("nodes"), node);
    }

    private JsonNode node(String name) {
        return cluster.get(cluster.named("nodes"), "", name).orElseThrow().object();
    }

    private Vpc vpc() {
        return reader.of(cluster.image());
    }
}
