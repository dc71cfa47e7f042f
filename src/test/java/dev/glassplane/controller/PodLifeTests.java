package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.object.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** From creation to removal: scheduler, kubelet and node loops together. */
class PodLifeTests {

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers: [{name: web, image: nginx}]
            """;

    private final TestCluster cluster = TestCluster.create().node("a", "us-east-1a").node("b", "us-east-1b");

    private ObjectNode pod() {
        return cluster.get("pods", "default", "web");
    }

    @Test
    void aPodIsBoundGetsAnAddressAndBecomesReady() {
        cluster.apply(POD).settledForGood();
        ObjectNode pod = pod();
        assertThat(pod.path("spec").path("nodeName").asString()).isEqualTo("a");
        assertThat(pod.path("status").path("phase").asString()).isEqualTo("Running");
        assertThat(pod.path("status").path("hostIP").asString()).isEqualTo("10.0.0.10");
        assertThat(pod.path("status").path("qosClass").asString()).isEqualTo("BestEffort");
        assertThat(pod.path("status").path("conditions").valueStream().map(condition -> condition.path("type").asString() + "="
                + condition.path("status").asString())).containsExactlyInAnyOrder("PodReadyToStartContainers=True", "Initialized=True",
                "Ready=True", "ContainersReady=True", "PodScheduled=True");
        assertThat(pod.path("status").path("containerStatuses").path(0).path("image").asString()).isEqualTo("docker.io/library/nginx:latest");
        assertThat(pod.path("status").path("containerStatuses").path(0).path("state").path("running").path("startedAt").asString())
                .isEqualTo("2026-03-01T10:00:00Z");
        assertThat(cluster.events()).contains("Pod/web Scheduled: Successfully assigned default/web to a");
    }

    @Test
    void aPodWithoutAnAddressStaysInContainerCreating() {
        cluster.apply(POD.replace("labels:", "annotations: {test/no-address: \"\"}, labels:")).settledForGood();
        assertThat(pod().path("status").path("phase").asString()).isEqualTo("Pending");
        assertThat(pod().path("status").path("containerStatuses").path(0).path("state").path("waiting").path("reason").asString())
                .isEqualTo("ContainerCreating");
        assertThat(Conditions.find(pod(), "Ready").orElseThrow().path("message").asString())
                .isEqualTo("containers with unready status: [web]");
    }

    @Test
    void aHostNetworkPodHasTheAddressesOfItsNode() {
        cluster.apply(POD.replace("spec:", "spec:\n  hostNetwork: true")).settledForGood();
        assertThat(pod().path("status").path("podIP").asString()).isEqualTo("10.0.0.10");
    }

    @Test
    void readinessWaitsForItsDelayAndFollowsTheAnnotation() {
        TestCluster slow = TestCluster.create(Duration.ofSeconds(5), Duration.ZERO).node("a", "us-east-1a").apply(POD);
        slow.advance(Duration.ofSeconds(4)).settledForGood();
        assertThat(Conditions.holds(slow.get("pods", "default", "web"), "Ready")).isFalse();
        assertThat(slow.get("pods", "default", "web").path("status").path("phase").asString()).isEqualTo("Running");
        slow.advance(Duration.ofSeconds(1)).settledForGood();
        assertThat(Conditions.holds(slow.get("pods", "default", "web"), "Ready")).isTrue();

        slow.annotate("pods", "default", "web", "glassplane.dev/ready", "false").settledForGood();
        assertThat(Conditions.find(slow.get("pods", "default", "web"), "Ready").orElseThrow().path("reason").asString())
                .isEqualTo("ContainersNotReady");
        slow.annotate("pods", "default", "web", "glassplane.dev/ready", "true").settledForGood();
        assertThat(Conditions.holds(slow.get("pods", "default", "web"), "Ready")).isTrue();
    }

    @Test
    void readinessGatesHoldReadyBackOnly() {
        cluster.apply(POD.replace("spec:", "spec:\n  readinessGates: [{conditionType: target-health.elbv2.k8s.aws/tg}]")).settledForGood();
        assertThat(Conditions.holds(pod(), "ContainersReady")).isTrue();
        assertThat(Conditions.find(pod(), "Ready").orElseThrow().path("reason").asString()).isEqualTo("ReadinessGatesNotReady");
        assertThat(Conditions.find(pod(), "Ready").orElseThrow().path("message").asString())
                .isEqualTo("corresponding condition of pod readiness gate \"target-health.elbv2.k8s.aws/tg\" does not exist.");
        cluster.edit("pods", "default", "web", "status", pod -> Conditions.set(pod,
                Conditions.Condition.of("target-health.elbv2.k8s.aws/tg", true), cluster.now(), "")).settledForGood();
        assertThat(Conditions.holds(pod(), "Ready")).isTrue();
    }

    @Test
    void aTerminatingPodLingersAndGoes() {
        TestCluster slow = TestCluster.create(Duration.ZERO, Duration.ofSeconds(10)).node("a", "us-east-1a").apply(POD).settle();
        slow.delete("pods", "default", "web").advance(Duration.ofSeconds(9)).settledForGood();
        assertThat(Conditions.holds(slow.get("pods", "default", "web"), "Ready")).isTrue();
        slow.advance(Duration.ofSeconds(1)).settledForGood();
        assertThat(slow.exists("pods", "default", "web")).isFalse();
    }

    @Test
    void aRecordedStatusIsRespected() {
        cluster.apply(POD).settle();
        cluster.edit("pods", "default", "web", "status", pod -> {
            ObjectNode status = (ObjectNode) pod.path("status");
            status.put("podIP", "192.168.7.7").putArray("podIPs").addObject().put("ip", "192.168.7.7");
            ((ObjectNode) status.path("containerStatuses").path(0)).put("containerID", "containerd://recorded").put("ready", false);
            Conditions.set(pod, new Conditions.Condition("Ready", "False", "ContainersNotReady", "recorded"), cluster.now(), "");
        }).settledForGood();
        assertThat(pod().path("status").path("podIP").asString()).isEqualTo("192.168.7.7");
        assertThat(Conditions.find(pod(), "Ready").orElseThrow().path("message").asString()).isEqualTo("recorded");
        cluster.annotate("pods", "default", "web", "glassplane.dev/ready", "true").settledForGood();
        assertThat(Conditions.holds(pod(), "Ready")).isTrue();
    }

    @Test
    void aPodMayComplete() {
        cluster.apply(POD).settle().annotate("pods", "default", "web", "glassplane.dev/phase", "Succeeded").settledForGood();
        assertThat(pod().path("status").path("phase").asString()).isEqualTo("Succeeded");
        assertThat(pod().path("status").path("containerStatuses").path(0).path("state").path("terminated").path("reason").asString())
                .isEqualTo("Completed");
    }

    @Test
    void aNodeThatIsNotReadyIsTaintedAndLosesItsPodsAfterFiveMinutes() {
        cluster.apply(POD.replace("spec:", """
                spec:
                  tolerations:
                    - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                """.stripTrailing().indent(0))).settle();
        cluster.annotate("nodes", "", "a", "glassplane.dev/ready", "false").settledForGood();
        assertThat(Conditions.status(cluster.get("nodes", "", "a"), "Ready")).isEqualTo("False");
        assertThat(cluster.get("nodes", "", "a").path("spec").path("taints").valueStream().map(taint -> taint.path("effect").asString()))
                .containsExactly("NoSchedule", "NoExecute");
        assertThat(Conditions.status(pod(), "Ready")).isEqualTo("False");
        cluster.advance(Duration.ofSeconds(299)).settledForGood();
        assertThat(pod().path("metadata").has("deletionTimestamp")).isFalse();
        cluster.advance(Duration.ofSeconds(1)).settledForGood();
        assertThat(pod().path("metadata").has("deletionTimestamp")).as("nobody ends it on a dead node").isTrue();

        cluster.annotate("nodes", "", "a", "glassplane.dev/ready", "true").settledForGood();
        assertThat(cluster.get("nodes", "", "a").path("spec").has("taints")).isFalse();
        assertThat(cluster.exists("pods", "default", "web")).isFalse();
        assertThat(cluster.events()).contains("Node/a NodeNotReady: Node a status is now: NodeNotReady",
                "Pod/web TaintManagerEviction: Marking for deletion Pod default/web");
    }

    @Test
    void podsOfANodeThatIsGoneAreCollected() {
        cluster.apply(POD).settle().delete("nodes", "", "a").advance(Duration.ofSeconds(39));
        assertThat(cluster.exists("pods", "default", "web")).isTrue();
        cluster.advance(Duration.ofSeconds(1)).settledForGood();
        assertThat(cluster.exists("pods", "default", "web")).isFalse();
    }

    @Test
    void aNodeReportsFactsAndALease() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: kube-node-lease}}").settledForGood();
        ObjectNode node = cluster.get("nodes", "", "a");
        assertThat(node.path("status").path("conditions").valueStream().map(condition -> condition.path("reason").asString())).containsExactly(
                "KubeletHasSufficientMemory", "KubeletHasNoDiskPressure", "KubeletHasSufficientPID", "KubeletReady");
        assertThat(node.path("status").path("nodeInfo").path("kubeletVersion").asString()).startsWith("v1.36.0-eks-");
        assertThat(node.path("metadata").path("labels").path("kubernetes.io/arch").asString()).isEqualTo("amd64");
        assertThat(cluster.get("leases.coordination.k8s.io", "kube-node-lease", "a").path("spec").path("renewTime").asString())
                .isEqualTo("2026-03-01T10:00:00.000000Z");
        cluster.delete("nodes", "", "a").settledForGood();
        assertThat(cluster.exists("leases.coordination.k8s.io", "kube-node-lease", "a")).isFalse();
    }
}
