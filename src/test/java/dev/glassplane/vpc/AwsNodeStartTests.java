package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.node.NodeLoop;
import dev.glassplane.image.KubernetesVersion;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node is not ready before aws-node has set up its CNI plugin; afterwards the plugin is there for good. */
class AwsNodeStartTests {

    private static final String PREFIXES_WITHOUT_TARGET = "Setting WARM_PREFIX_TARGET = 0 is not supported while WARM_IP_TARGET/MINIMUM_IP_TARGET is not set. "
            + "Please configure either one of the WARM_{PREFIX/IP}_TARGET or MINIMUM_IP_TARGET env variables";

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void start() {
        VpcReader reader = new VpcReader();
        VpcWrites writes = new VpcWrites(cluster, cluster);
        cluster.with(new CloudNodeLoop(cluster, cluster, cluster, reader, writes, new CloudIds(1)))
                .with(new NodeLoop(cluster, cluster, cluster, KubernetesVersion.V1_36, List.of(new AwsNodeStart(reader))));
        cluster.withDefaultVpc();
    }

    @Test
    void aNodeWhereAwsNodeRefusesItsSettingsDoesNotBecomeReady() {
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=0");
        node("node-a");
        assertThat(ready("node-a")).isEqualTo("False KubeletNotReady container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                + "message:Network plugin returns error: cni plugin not initialized");
        assertThat(cluster.events()).contains("aws-node Node/node-a Warning NetworkNotReady: " + PREFIXES_WITHOUT_TARGET);
        set("ENABLE_PREFIX_DELEGATION=true", "WARM_PREFIX_TARGET=1");
        assertThat(ready("node-a")).startsWith("True KubeletReady");
    }

    @Test
    void aNodeThatWasReadyKeepsItsPlugin() {
        node("node-a");
        set("AWS_VPC_K8S_CNI_VETHPREFIX=vlan");
        node("node-b");
        assertThat(ready("node-a")).startsWith("True");
        assertThat(ready("node-b")).startsWith("False");
        assertThat(cluster.events()).contains("aws-node Node/node-b Warning NetworkNotReady: AWS_VPC_K8S_CNI_VETHPREFIX cannot be set to reserved values "
                + "'eth', 'vlan', or 'lo'");
    }

    @Test
    void customNetworkingNeedsAnAddressForPods() {
        set("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true");
        node("node-a");
        assertThat(ready("node-a")).startsWith("False KubeletNotReady");
        assertThat(cluster.events()).contains("aws-node Node/node-a Warning NetworkNotReady: Initialization failure: Failed to attach any ENIs for custom "
                + "networking");
    }

    private void node(String name) {
        cluster.node(name, "m5.large", "us-east-1a");
        cluster.settle();
    }

    private void set(String... variables) {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        ArrayNode env = daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject().put("name", "aws-node")
                .putArray("env");
        for (String variable : variables) {
            String[] parts = variable.split("=");
            env.addObject().put("name", parts[0]).put("value", parts[1]);
        }
        cluster.put(cluster.named("daemonsets.apps"), daemonSet);
        cluster.settle();
    }

    private String ready(String node) {
        return Json.each(cluster.image().object(new dev.glassplane.store.ObjectKey("nodes", "", node)).orElseThrow().object().path("status"), "conditions")
                .filter(condition -> Json.text(condition, "type").equals("Ready"))
                .map(condition -> Json.text(condition, "status") + " " + Json.text(condition, "reason") + " " + Json.text(condition, "message"))
                .findFirst().orElse("");
    }
}
