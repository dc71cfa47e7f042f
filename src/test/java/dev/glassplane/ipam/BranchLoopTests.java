package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Security groups for pods, from the setting to the pod's address. */
class BranchLoopTests {

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        VpcWrites writes = new VpcWrites(cluster, cluster);
        NewInterfaces made = new NewInterfaces(new CloudIds(1), Duration.ZERO);
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(reader, writes))
                .with(new BranchLoop(reader, writes, new BranchWork.Tools(cluster, cluster, cluster, writes, made)))
                .with(new AddressLoop(cluster, cluster, cluster, reader, writes, made));
        cluster.put(cluster.named("securitygroups.ec2.services.k8s.aws"), TestCluster.object("ec2.services.k8s.aws/v1alpha1", "SecurityGroup", "default", "sg-web"));
        policy("sg-web");
    }

    @Test
    void aNodeGetsATrunkAndOffersBranches() {
        node("m5.large");
        assertThat(reader.of(cluster.image()).interfacesOf("node-a")).hasSize(1);
        set("ENABLE_POD_ENI=true");
        assertThat(cluster.image().object(new ObjectKey("cninodes.vpcresources.k8s.aws", "", "node-a")).orElseThrow().object().path("spec").path("features"))
                .hasToString("[{\"name\":\"SecurityGroupsForPods\"}]");
        assertThat(reader.of(cluster.image()).interfacesOf("node-a")).filteredOn(NetworkInterface::trunk).singleElement()
                .returns(2, NetworkInterface::device).returns("subnet-a", NetworkInterface::subnet);
        assertThat(cluster.events()).contains("vpc-resource-controller Node/node-a Normal NodeTrunkInitiated: "
                + "The node has trunk interface initialized successfully");
        assertThat(status("nodes", "", "node-a").path("capacity").path(PodEni.NAME).asString()).isEqualTo("9");
    }

    @Test
    void aPodGetsABranchWithTheGroupsOfItsPolicyAndItsAddress() {
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        pod("web-0", "web", true);
        NetworkInterface branch = reader.of(cluster.image()).branchesOf("node-a").iterator().next();
        assertThat(branch.attributes().groups()).containsExactly("sg-web");
        String annotation = "[{\"eniId\":\"" + branch.id() + "\",\"ifAddress\":\"" + branch.mac() + "\",\"privateIp\":\"" + branch.primary().orElseThrow()
                + "\",\"ipv6Addr\":\"\",\"vlanId\":1,\"subnetCidr\":\"10.0.1.0/24\",\"subnetV6Cidr\":\"\",\"associationID\":\"trunk-assoc-"
                + branch.id().substring(4) + "\"}]";
        assertThat(PodEni.annotation(cluster.image().object(new ObjectKey("pods", "default", "web-0")).orElseThrow().object())).isEqualTo(annotation);
        assertThat(status("pods", "default", "web-0").path("podIP").asString()).isEqualTo(branch.primary().orElseThrow().toString());
        assertThat(cluster.events()).contains("vpc-resource-controller Pod/web-0 Normal SecurityGroupRequested: Pod will get the following Security Groups [sg-web]",
                "vpc-resource-controller Pod/web-0 Normal ResourceAllocated: Allocated " + annotation + " to the pod");
    }

    @Test
    void aBranchRestsBeforeItsNumberIsFree() {
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        IntStream.range(0, 10).forEach(i -> pod("web-" + i, "web", true));
        assertThat(reader.of(cluster.image()).branchesOf("node-a")).hasSize(9);
        assertThat(status("pods", "default", "web-9").path("podIP").asString("")).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("glassplane Pod/web-9 Warning NoPodAddress: NO_BRANCH_INTERFACE: "));
        cluster.remove("pods", "default", "web-0");
        cluster.settle();
        assertThat(reader.of(cluster.image()).branchesOf("node-a")).as("it rests").hasSize(9);
        cluster.advance(Duration.ofSeconds(61));
        assertThat(status("pods", "default", "web-9").path("podIP").asString("")).isNotEmpty();
        assertThat(reader.of(cluster.image()).branchesOf("node-a")).extracting(NetworkInterface::device).contains(1).hasSize(9);
    }

    @Test
    void theTrunkTakesTheSlotOfAnOrdinaryInterface() {
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        IntStream.range(0, 20).forEach(i -> pod("plain-" + i, "plain", false));
        assertThat(reader.of(cluster.image()).interfacesOf("node-a")).hasSize(3);
        assertThat(cluster.image().pods().values()).filteredOn(pod -> !pod.ips().isEmpty()).as("two interfaces of nine").hasSize(18);
    }

    @Test
    void whatEc2RefusesIsSaidInItsWords() {
        policy("sg-lost");
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        pod("web-0", "web", true);
        assertThat(cluster.events()).contains("vpc-resource-controller Pod/web-0 Warning BranchAllocationFailed: failed to allocate branch ENI to pod: "
                + "creating network interface, InvalidGroup.NotFound: The security group 'sg-lost' does not exist");
        policy("sg-web");
        cluster.settle();
        assertThat(status("pods", "default", "web-0").path("podIP").asString("")).isNotEmpty();
    }

    @Test
    void aTypeWithoutTrunksIsToldSo() {
        set("ENABLE_POD_ENI=true");
        node("t3.large");
        assertThat(cluster.events()).contains("vpc-resource-controller Node/node-a Warning Unsupported: "
                + "The instance type t3.large is not supported for trunk interface (Security Group for Pods)");
        assertThat(reader.of(cluster.image()).interfacesOf("node-a")).noneMatch(NetworkInterface::trunk);
    }

    @Test
    void aNodeThatGoesTakesItsInterfacesWithIt() {
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        pod("web-0", "web", true);
        cluster.remove("pods", "default", "web-0");
        cluster.remove("nodes", "", "node-a");
        cluster.settle();
        assertThat(reader.of(cluster.image()).interfaces()).isEmpty();
    }

    @Test
    void aSecondRunWritesNothing() {
        set("ENABLE_POD_ENI=true");
        node("m5.large");
        IntStream.range(0, 3).forEach(i -> pod("web-" + i, "web", true));
        cluster.remove("pods", "default", "web-1");
        cluster.settle();
        long before = cluster.revision();
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.with(new BranchLoop(reader, writes, new BranchWork.Tools(cluster, cluster, cluster, writes, new NewInterfaces(new CloudIds(1), Duration.ZERO))))
                .settle();
        assertThat(cluster.revision()).isEqualTo(before);
    }

    @Test
    void theFirstContainerOfASelectedPodAsks() {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", "p");
        pod.putObject("spec").putArray("containers").addObject().put("name", "a");
        PodEni.request(pod);
        assertThat(pod.path("spec").path("containers").get(0).path("resources")).hasToString("{\"limits\":{\"" + PodEni.NAME + "\":\"1\"},\"requests\":{\""
                + PodEni.NAME + "\":\"1\"}}");
    }

    private void node(String type) {
        cluster.node("node-a", type, "us-east-1a");
        cluster.settle();
    }

    private void pod(String name, String app, boolean asks) {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", name);
        ((ObjectNode) pod.get("metadata")).putObject("labels").put("app", app);
        pod.putObject("spec").put("nodeName", "node-a").putArray("containers").addObject().put("name", "c");
        if (asks) {
            PodEni.request(pod);
        }
        cluster.put(cluster.named("pods"), pod);
        cluster.settle();
    }

    private void policy(String group) {
        ObjectNode policy = TestCluster.object("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy", "default", "web");
        ObjectNode spec = policy.putObject("spec");
        spec.putObject("podSelector").putObject("matchLabels").put("app", "web");
        spec.putObject("securityGroups").putArray("groupIds").add(group);
        cluster.put(cluster.named(SecurityGroupPolicies.RESOURCE), policy);
    }

    private void set(String... environment) {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        ArrayNode list = daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject()
                .put("name", "aws-node").putArray("env");
        List.of(environment).forEach(entry -> list.addObject().put("name", entry.split("=")[0]).put("value", entry.split("=")[1]));
        cluster.put(cluster.named(AwsNodeSettings.DAEMON_SET.resource()), daemonSet);
        cluster.settle();
    }

    private JsonNode status(String resource, String namespace, String name) {
        return cluster.image().object(new ObjectKey(resource, namespace, name)).orElseThrow().object().path("status");
    }
}
