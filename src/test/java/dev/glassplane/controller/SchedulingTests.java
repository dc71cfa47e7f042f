package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.object.Conditions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchedulingTests {

    private final TestCluster cluster = TestCluster.create();

    private TestCluster threeNodes() {
        return cluster.node("a", "us-east-1a").node("b", "us-east-1b").node("c", "us-east-1c");
    }

    private static String pod(String name, String spec) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: web}}
                spec: {containers: [{name: c, image: nginx%s
                """.formatted(name, spec);
    }

    private String nodeOf(String pod) {
        return cluster.get("pods", "default", pod).path("spec").path("nodeName").asString("");
    }

    @Test
    void podsOfAKindSpreadOverZonesAndNodes() {
        cluster.node("a1", "us-east-1a").node("a2", "us-east-1a").node("b1", "us-east-1b");
        IntStream.range(0, 4).forEach(i -> cluster.apply(pod("p" + i, "}]}")));
        cluster.settledForGood();
        assertThat(IntStream.range(0, 4).mapToObj(i -> nodeOf("p" + i))).containsExactly("a1", "b1", "a2", "b1");
    }

    @Test
    void theEventSaysWhyAPodFitsNowhere() {
        threeNodes();
        cluster.edit("nodes", "", "b", "", node -> node.withObject("/spec").putArray("taints").addObject().put("key", "team")
                .put("value", "db").put("effect", "NoSchedule"));
        cluster.edit("nodes", "", "c", "", node -> node.withObject("/spec").put("unschedulable", true));
        cluster.apply(pod("big", ", resources: {requests: {cpu: 4}}}]}")).settledForGood();
        String message = "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {team: db}, "
                + "1 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
        assertThat(cluster.events()).contains("Pod/big FailedScheduling: " + message);
        var condition = Conditions.find(cluster.get("pods", "default", "big"), "PodScheduled").orElseThrow();
        assertThat(condition.path("status").asString()).isEqualTo("False");
        assertThat(condition.path("reason").asString()).isEqualTo("Unschedulable");
        assertThat(condition.path("message").asString()).isEqualTo(message);
    }

    @Test
    void withoutNodesTheEventSaysSo() {
        cluster.apply(pod("lonely", "}]}")).settledForGood();
        assertThat(cluster.events()).contains("Pod/lonely FailedScheduling: no nodes available to schedule pods");
    }

    @Test
    void anUnschedulablePodIsBoundOnceThereIsRoom() {
        cluster.node("a", "us-east-1a").apply(pod("first", ", resources: {requests: {cpu: 1500m}}}]}")).settle();
        cluster.apply(pod("second", ", resources: {requests: {cpu: 1500m}}}]}")).settledForGood();
        assertThat(nodeOf("second")).isEmpty();
        assertThat(cluster.events()).contains("Pod/second FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. preemption: "
                + "0/1 nodes are available: 1 No preemption victims found for incoming pod.");
        cluster.delete("pods", "default", "first").settledForGood();
        assertThat(nodeOf("second")).isEqualTo("a");
    }

    @Test
    void selectorsAndAffinityNarrowTheChoice() {
        threeNodes();
        cluster.apply(pod("picky", "}], nodeSelector: {topology.kubernetes.io/zone: us-east-1c}}"));
        cluster.apply(pod("affine", """
                }], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                {matchExpressions: [{key: topology.kubernetes.io/zone, operator: NotIn, values: [us-east-1a, us-east-1c]}]}]}}}}"""));
        cluster.apply(pod("nowhere", "}], nodeSelector: {disk: ssd}}")).settledForGood();
        assertThat(nodeOf("picky")).isEqualTo("c");
        assertThat(nodeOf("affine")).isEqualTo("b");
        assertThat(cluster.events()).anyMatch(event ->
                event.startsWith("Pod/nowhere FailedScheduling: 0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."));
    }

    @Test
    void hostPortsClash() {
        cluster.node("a", "us-east-1a");
        for (String name : List.of("one", "two")) {
            cluster.apply(pod(name, ", ports: [{containerPort: 80, hostPort: 8080}]}]}"));
        }
        cluster.settledForGood();
        assertThat(nodeOf("one")).isEqualTo("a");
        assertThat(cluster.events()).anyMatch(event -> event.startsWith(
                "Pod/two FailedScheduling: 0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."));
    }

    @Test
    void aNodeTakesNoMorePodsThanItSays() {
        cluster.node("a", "us-east-1a");
        IntStream.range(0, 30).forEach(i -> cluster.apply(pod("p%02d".formatted(i), "}]}")));
        cluster.settledForGood();
        assertThat(cluster.all("pods")).filteredOn(pod -> pod.path("spec").has("nodeName")).hasSize(29);
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("Pod/p29 FailedScheduling: 0/1 nodes are available: 1 Too many pods."));
    }

    @Test
    void antiAffinityKeepsPodsApartAndAffinityTogether() {
        threeNodes();
        String term = "requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, "
                + "labelSelector: {matchLabels: {app: web}}}]";
        cluster.settle();
        IntStream.range(0, 4).forEach(i -> cluster.apply(pod("apart" + i, "}], affinity: {podAntiAffinity: {" + term + "}}}")));
        cluster.settledForGood();
        assertThat(IntStream.range(0, 3).mapToObj(i -> nodeOf("apart" + i))).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(cluster.events()).anyMatch(event -> event.startsWith(
                "Pod/apart3 FailedScheduling: 0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules."));

        cluster.apply(pod("near", "}], affinity: {podAffinity: {" + term.replace("app: web", "app: none") + "}}}")).settledForGood();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith(
                "Pod/near FailedScheduling: 0/3 nodes are available: 3 node(s) didn't match pod affinity rules."));
    }

    @Test
    void spreadConstraintsLimitTheSkew() {
        cluster.node("a1", "us-east-1a").node("a2", "us-east-1a").node("b1", "us-east-1b");
        cluster.edit("nodes", "", "b1", "status", node -> node.withObject("/status/allocatable").put("pods", "1"));
        String spread = "}], topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
                + "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]}";
        IntStream.range(0, 4).forEach(i -> cluster.apply(pod("p" + i, spread)));
        cluster.settledForGood();
        assertThat(nodeOf("p3")).as("zone a may have one more than zone b, which is full").isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("Pod/p3 FailedScheduling: 0/3 nodes are available: 1 Too many pods, "
                + "2 node(s) didn't match pod topology spread constraints."));
    }

    @Test
    void higherPriorityGoesFirst() {
        cluster.node("a", "us-east-1a");
        cluster.apply(pod("low", ", resources: {requests: {cpu: 1500m}}}]}"));
        cluster.apply(pod("high", ", resources: {requests: {cpu: 1500m}}}], priority: 1000}")).settledForGood();
        assertThat(nodeOf("high")).isEqualTo("a");
        assertThat(nodeOf("low")).isEmpty();
    }

    @Test
    void extendedResourcesAreCounted() {
        cluster.node("a", "us-east-1a").edit("nodes", "", "a", "status",
                node -> node.withObject("/status/allocatable").put("nvidia.com/gpu", "1"));
        for (String name : List.of("one", "two")) {
            cluster.apply(pod(name, ", resources: {limits: {nvidia.com/gpu: 1}}}]}"));
        }
        cluster.settledForGood();
        assertThat(nodeOf("one")).isEqualTo("a");
        assertThat(cluster.events()).anyMatch(event ->
                event.startsWith("Pod/two FailedScheduling: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu."));
    }

    @Test
    void whatIsNotModelledIsSaid() {
        cluster.node("a", "us-east-1a");
        cluster.apply(pod("low", ", resources: {requests: {cpu: 1500m}}}]}")).settle();
        cluster.apply(pod("high", ", resources: {requests: {cpu: 1500m}}}], priority: 1000}"));
        cluster.apply(pod("near", """
                }], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                {topologyKey: kubernetes.io/hostname, namespaceSelector: {}, labelSelector: {matchLabels: {app: web}}}]}}}""")).settledForGood();
        assertThat(cluster.events()).contains("Pod/high FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. "
                        + "preemption: evicting pods of lower priority is not modelled (limit: scheduling).",
                "Pod/near FailedScheduling: a namespaceSelector in pod affinity is not modelled (limit: scheduling)");
    }
}
