package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.object.Conditions;
import dev.glassplane.registry.DeleteOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WorkloadTests {

    private TestCluster cluster = TestCluster.create().node("a", "us-east-1a").node("b", "us-east-1b").node("c", "us-east-1c");

    private static String deployment(int replicas, String image, String more) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  %s
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: %s}]}
                """.formatted(replicas, more, image);
    }

    private ObjectNode deployment() {
        return cluster.get("deployments.apps", "default", "web");
    }

    /** Sizes of the Deployment's ReplicaSets by image. */
    private Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        cluster.all("replicasets.apps").forEach(set -> sizes.put(set.path("spec").path("template").path("spec").path("containers").path(0)
                .path("image").asString(), set.path("spec").path("replicas").asInt()));
        return sizes;
    }

    private List<String> pods() {
        return cluster.all("pods").stream().map(pod -> pod.path("metadata").path("name").asString()).toList();
    }

    @Test
    void aDeploymentMakesAReplicaSetThatMakesPods() {
        cluster.apply(deployment(3, "v1", "")).settledForGood();
        ObjectNode set = cluster.all("replicasets.apps").getFirst();
        String name = set.path("metadata").path("name").asString();
        assertThat(name).isEqualTo("web-" + set.path("metadata").path("labels").path("pod-template-hash").asString());
        assertThat(pods()).hasSize(3).allMatch(pod -> pod.matches(name + "-[a-z0-9]{5}"));
        assertThat(cluster.all("pods")).extracting(pod -> pod.path("spec").path("nodeName").asString()).containsExactlyInAnyOrder("a", "b", "c");
        ObjectNode status = (ObjectNode) deployment().path("status");
        assertThat(status.path("replicas").asInt()).isEqualTo(3);
        assertThat(status.path("updatedReplicas").asInt()).isEqualTo(3);
        assertThat(status.path("availableReplicas").asInt()).isEqualTo(3);
        assertThat(status.path("observedGeneration").asInt()).isEqualTo(deployment().path("metadata").path("generation").asInt());
        assertThat(Conditions.find(deployment(), "Progressing").orElseThrow().path("message").asString())
                .isEqualTo("ReplicaSet \"" + name + "\" has successfully progressed.");
        assertThat(Conditions.find(deployment(), "Available").orElseThrow().path("reason").asString()).isEqualTo("MinimumReplicasAvailable");
        assertThat(deployment().path("metadata").path("annotations").path("deployment.kubernetes.io/revision").asString()).isEqualTo("1");
        assertThat(cluster.events()).contains("Deployment/web ScalingReplicaSet: Scaled up replica set " + name + " from 0 to 3");
    }

    @Test
    void aRollingUpdateKeepsWithinItsLimitsAndCanBeUndone() {
        cluster = TestCluster.create(Duration.ofSeconds(10), Duration.ZERO).node("a", "us-east-1a").node("b", "us-east-1b");
        cluster.apply(deployment(4, "v1", "")).advance(Duration.ofSeconds(10)).settledForGood();
        cluster.apply(deployment(4, "v2", "")).settledForGood();
        assertThat(sizes()).as("surge 1, unavailable 1").isEqualTo(Map.of("v1", 3, "v2", 2));
        assertThat(deployment().path("status").path("availableReplicas").asInt()).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            cluster.advance(Duration.ofSeconds(10)).settledForGood();
            assertThat(deployment().path("status").path("availableReplicas").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(deployment().path("status").path("replicas").asInt()).isLessThanOrEqualTo(5);
        }
        assertThat(sizes()).isEqualTo(Map.of("v1", 0, "v2", 4));
        assertThat(deployment().path("metadata").path("annotations").path("deployment.kubernetes.io/revision").asString()).isEqualTo("2");

        String likeKubectl = deployment(4, "v1", "").replace("image: v1", "image: v1, resources: {}");
        cluster.apply(likeKubectl).advance(Duration.ofSeconds(100)).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 4, "v2", 0));
        assertThat(deployment().path("metadata").path("annotations").path("deployment.kubernetes.io/revision").asString()).isEqualTo("3");
    }

    @Test
    void aRolloutThatDoesNotMoveExceedsItsDeadline() {
        cluster.apply(deployment(2, "v1", "progressDeadlineSeconds: 60")).settle();
        cluster.edit("deployments.apps", "default", "web", "", object -> object.withObject("/spec/template/metadata/annotations")
                .put("glassplane.dev/ready", "false")).settledForGood();
        cluster.advance(Duration.ofSeconds(59)).settledForGood();
        assertThat(Conditions.status(deployment(), "Progressing")).isEqualTo("True");
        cluster.advance(Duration.ofSeconds(1)).settledForGood();
        assertThat(Conditions.find(deployment(), "Progressing").orElseThrow().path("reason").asString()).isEqualTo("ProgressDeadlineExceeded");
    }

    @Test
    void scalingPausingAndResuming() {
        cluster.apply(deployment(2, "v1", "")).settle();
        cluster.apply(deployment(5, "v1", "")).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 5));
        cluster.apply(deployment(5, "v2", "paused: true")).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 5));
        cluster.apply(deployment(3, "v2", "paused: true")).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 3));
        cluster.apply(deployment(3, "v2", "")).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 0, "v2", 3));
        cluster.apply(deployment(0, "v2", "")).settledForGood();
        assertThat(pods()).isEmpty();
    }

    @Test
    void recreateEndsTheOldPodsFirst() {
        cluster = TestCluster.create(Duration.ZERO, Duration.ofSeconds(20)).node("a", "us-east-1a");
        cluster.apply(deployment(2, "v1", "strategy: {type: Recreate}")).settle();
        cluster.apply(deployment(2, "v2", "strategy: {type: Recreate}")).settledForGood();
        assertThat(sizes()).containsEntry("v1", 0);
        cluster.advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(sizes()).isEqualTo(Map.of("v1", 0, "v2", 2));
    }

    @Test
    void oldRevisionsAreForgotten() {
        for (int i = 1; i <= 5; i++) {
            cluster.apply(deployment(1, "v" + i, "revisionHistoryLimit: 2")).settledForGood();
        }
        assertThat(sizes()).isEqualTo(Map.of("v3", 0, "v4", 0, "v5", 1));
    }

    @Test
    void aReplicaSetAdoptsReleasesAndDeletesUnreadyPodsFirst() {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: stray, labels: {app: web}}
                spec: {containers: [{name: web, image: v0}]}
                ---
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: v1}]}}
                """).settledForGood();
        assertThat(pods()).hasSize(3).contains("stray");
        String victim = pods().stream().filter(name -> !name.equals("stray")).findFirst().orElseThrow();
        cluster.annotate("pods", "default", victim, "glassplane.dev/ready", "false").settle();
        cluster.edit("replicasets.apps", "default", "web", "", set -> set.withObject("/spec").put("replicas", 2)).settledForGood();
        assertThat(pods()).hasSize(2).doesNotContain(victim);
        cluster.edit("pods", "default", "stray", "", pod -> pod.withObject("/metadata/labels").put("app", "debug")).settledForGood();
        assertThat(pods()).hasSize(3);
        assertThat(cluster.get("pods", "default", "stray").path("metadata").has("ownerReferences")).isFalse();
    }

    private static String statefulSet(int replicas, String image, String more) {
        return """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: %d
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  %s
                  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: %s}]}}
                """.formatted(replicas, more, image);
    }

    private String image(String pod) {
        return cluster.get("pods", "default", pod).path("spec").path("containers").path(0).path("image").asString();
    }

    @Test
    void aStatefulSetGrowsInOrderAndShrinksBackwards() {
        cluster = TestCluster.create(Duration.ofSeconds(10), Duration.ofSeconds(5)).node("a", "us-east-1a");
        cluster.apply(statefulSet(3, "v1", "")).settledForGood();
        assertThat(pods()).containsExactly("db-0");
        cluster.advance(Duration.ofSeconds(10)).settledForGood();
        assertThat(pods()).containsExactly("db-0", "db-1");
        cluster.advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");
        ObjectNode pod = cluster.get("pods", "default", "db-2");
        assertThat(pod.path("spec").path("hostname").asString()).isEqualTo("db-2");
        assertThat(pod.path("spec").path("subdomain").asString()).isEqualTo("db");
        assertThat(pod.path("metadata").path("labels").path("apps.kubernetes.io/pod-index").asString()).isEqualTo("2");
        assertThat(cluster.get("statefulsets.apps", "default", "db").path("status").path("readyReplicas").asInt()).isEqualTo(3);

        cluster.apply(statefulSet(1, "v1", "")).settledForGood();
        assertThat(cluster.all("pods")).filteredOn(found -> found.path("metadata").has("deletionTimestamp"))
                .extracting(found -> found.path("metadata").path("name").asString()).containsExactly("db-2");
        cluster.advance(Duration.ofSeconds(10)).settledForGood();
        assertThat(pods()).containsExactly("db-0");
    }

    @Test
    void parallelStatefulSetsDoNotWait() {
        cluster = TestCluster.create(Duration.ofSeconds(10), Duration.ZERO).node("a", "us-east-1a");
        cluster.apply(statefulSet(3, "v1", "podManagementPolicy: Parallel")).settledForGood();
        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");
    }

    @Test
    void aStatefulSetUpdatesFromTheHighestDownToThePartition() {
        cluster.apply(statefulSet(3, "v1", "")).settledForGood();
        cluster.apply(statefulSet(3, "v2", "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}")).settledForGood();
        assertThat(List.of(image("db-0"), image("db-1"), image("db-2"))).containsExactly("v1", "v2", "v2");
        ObjectNode status = (ObjectNode) cluster.get("statefulsets.apps", "default", "db").path("status");
        assertThat(status.path("updatedReplicas").asInt()).isEqualTo(2);
        assertThat(status.path("currentRevision")).isNotEqualTo(status.path("updateRevision"));
        cluster.apply(statefulSet(3, "v2", "")).settledForGood();
        assertThat(image("db-0")).isEqualTo("v2");
        status = (ObjectNode) cluster.get("statefulsets.apps", "default", "db").path("status");
        assertThat(status.path("currentRevision")).isEqualTo(status.path("updateRevision"));
    }

    private static String daemonSet(String image, String more) {
        return """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent}
                spec:
                  selector: {matchLabels: {app: agent}}
                  %s
                  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: %s}]}}
                """.formatted(more, image);
    }

    private Map<String, String> imagesByNode() {
        Map<String, String> images = new TreeMap<>();
        cluster.all("pods").stream().filter(pod -> !pod.path("metadata").has("deletionTimestamp")).forEach(pod -> images.merge(
                pod.path("spec").path("nodeName").asString(), pod.path("spec").path("containers").path(0).path("image").asString(),
                (one, other) -> one + "+" + other));
        return images;
    }

    @Test
    void aDaemonSetRunsOnEveryNodeThatFits() {
        cluster.apply(daemonSet("v1", "")).settledForGood();
        assertThat(imagesByNode()).isEqualTo(Map.of("a", "v1", "b", "v1", "c", "v1"));
        cluster.node("d", "us-east-1a").settledForGood();
        assertThat(imagesByNode()).containsKey("d");
        cluster.edit("nodes", "", "a", "", node -> node.withObject("/spec").put("unschedulable", true)).settledForGood();
        assertThat(imagesByNode()).as("cordoned nodes keep theirs").containsKey("a");
        cluster.edit("nodes", "", "b", "", node -> node.withObject("/spec").putArray("taints").addObject().put("key", "k")
                .put("effect", "NoExecute")).settledForGood();
        assertThat(imagesByNode().keySet()).containsExactly("a", "c", "d");
        ObjectNode status = (ObjectNode) cluster.get("daemonsets.apps", "default", "agent").path("status");
        assertThat(List.of(status.path("desiredNumberScheduled").asInt(), status.path("numberReady").asInt(),
                status.path("updatedNumberScheduled").asInt())).containsExactly(3, 3, 3);
    }

    @Test
    void aDaemonSetUpdatesNodeByNode() {
        cluster = TestCluster.create(Duration.ofSeconds(10), Duration.ZERO).node("a", "us-east-1a").node("b", "us-east-1b");
        cluster.apply(daemonSet("v1", "")).advance(Duration.ofSeconds(10)).settledForGood();
        cluster.apply(daemonSet("v2", "")).settledForGood();
        assertThat(imagesByNode().values()).containsExactlyInAnyOrder("v1", "v2");
        cluster.advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(imagesByNode().values()).containsOnly("v2");

        cluster.apply(daemonSet("v3", "updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}"))
                .settledForGood();
        assertThat(imagesByNode().values()).as("the new pod comes up beside the old one")
                .anyMatch(images -> images.equals("v2+v3") || images.equals("v3+v2"));
        cluster.advance(Duration.ofSeconds(30)).settledForGood();
        assertThat(imagesByNode()).isEqualTo(Map.of("a", "v3", "b", "v3"));
    }

    @Test
    void dependentsGoWithTheirOwnerOrAreOrphaned() {
        cluster.apply(deployment(2, "v1", "")).settle().delete("deployments.apps", "default", "web").settledForGood();
        assertThat(pods()).isEmpty();
        assertThat(cluster.all("replicasets.apps")).isEmpty();

        cluster.apply(deployment(2, "v1", "")).settle()
                .delete("deployments.apps", "default", "web", propagation(DeleteOptions.Propagation.ORPHAN)).settledForGood();
        assertThat(cluster.exists("deployments.apps", "default", "web")).isFalse();
        assertThat(pods()).hasSize(2);
        assertThat(cluster.all("replicasets.apps")).hasSize(1).noneMatch(set -> set.path("metadata").has("ownerReferences"));

        cluster.apply(deployment(2, "v1", "")).settledForGood();
        assertThat(pods()).as("a new Deployment adopts the ReplicaSet").hasSize(2);
    }

    @Test
    void foregroundDeletionWaitsForTheDependents() {
        cluster = TestCluster.create(Duration.ZERO, Duration.ofSeconds(20)).node("a", "us-east-1a");
        cluster.apply(deployment(2, "v1", "")).settle()
                .delete("deployments.apps", "default", "web", propagation(DeleteOptions.Propagation.FOREGROUND)).settledForGood();
        assertThat(cluster.exists("deployments.apps", "default", "web")).isTrue();
        assertThat(pods()).hasSize(2);
        cluster.advance(Duration.ofSeconds(20)).settledForGood();
        assertThat(cluster.exists("deployments.apps", "default", "web")).isFalse();
        assertThat(pods()).isEmpty();
    }

    private static DeleteOptions propagation(DeleteOptions.Propagation how) {
        return new DeleteOptions(Optional.empty(), Optional.of(how), Optional.empty(), Optional.empty(), false);
    }

    @Test
    void aNamespaceGetsItsDefaultsAndTakesEverythingWithIt() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: store}, spec: {finalizers: [kubernetes]}}")
                .apply(deployment(2, "v1", "").replace("metadata: {name: web}", "metadata: {name: web, namespace: store}")).settledForGood();
        assertThat(cluster.exists("serviceaccounts", "store", "default")).isTrue();
        assertThat(cluster.exists("configmaps", "store", "kube-root-ca.crt")).isTrue();
        cluster.delete("serviceaccounts", "store", "default").settledForGood();
        assertThat(cluster.exists("serviceaccounts", "store", "default")).as("made again").isTrue();
        cluster.delete("namespaces", "", "store").settledForGood();
        assertThat(cluster.exists("namespaces", "", "store")).isFalse();
        assertThat(cluster.image().objects().values().stream().flatMap(ofResource -> ofResource.keySet().stream())
                .filter(key -> key.namespace().equals("store"))).isEmpty();
    }
}
