package dev.glassplane.policy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.controller.TestCluster;
import dev.glassplane.policy.model.Policies;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PolicyEndpointLoopTests {

    private final TestCluster cluster = TestCluster.create();

    @BeforeEach
    void start() {
        cluster.with(new PolicyEndpointLoop(cluster.objects(), cluster.kinds(), new Policies())).node("n1", "a");
        cluster.apply("""
                {apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}
                ---
                {apiVersion: v1, kind: ConfigMap, metadata: {name: amazon-vpc-cni, namespace: kube-system}, data: {enable-network-policy-controller: 'true'}}
                """).settle();
        pod("web", "web");
        pod("client", "client");
        cluster.apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: p}
                spec:
                  podSelector: {matchLabels: {app: web}}
                  policyTypes: [Ingress]
                  ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]
                """).settle();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void pod(String name, String app) {
        cluster.apply("{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {app: %s}}, spec: {nodeName: n1, containers: [{name: c, image: i}]}}"
                .formatted(name, app)).settle();
    }

    private String addressOf(String pod) {
        return cluster.get("pods", "default", pod).path("status").path("podIP").asString();
    }

    private List<String> allowed() {
        List<ObjectNode> slices = cluster.all(PolicyEndpoints.RESOURCE);
        assertThat(slices).hasSize(1);
        return slices.getFirst().path("spec").path("ingress").valueStream().map(rule -> rule.path("cidr").asString()).toList();
    }

    private JsonNode metadata() {
        return cluster.all(PolicyEndpoints.RESOURCE).getFirst().path("metadata");
    }

    private void controller(boolean on) {
        cluster.edit("configmaps", "kube-system", "amazon-vpc-cni", "", object ->
                ((ObjectNode) object.path("data")).put("enable-network-policy-controller", Boolean.toString(on))).settle();
    }

    @Test
    void aPolicyIsResolvedAndASecondRunWritesNothing() {
        assertThat(allowed()).containsExactly(addressOf("client"));
        cluster.settledForGood();
    }

    @Test
    void aPodThatThePolicyDoesNotSpeakOfChangesNothing() {
        String before = metadata().path("resourceVersion").asString();
        pod("other", "other");
        assertThat(metadata().path("resourceVersion").asString()).isEqualTo(before);
    }

    @Test
    void podsComeAndGo() {
        pod("client-2", "client");
        assertThat(allowed()).containsExactlyInAnyOrder(addressOf("client"), addressOf("client-2"));
        cluster.delete("pods", "default", "client").settle();
        assertThat(allowed()).containsExactly(addressOf("client-2"));
    }

    @Test
    void whatSomebodyWritesIntoAPolicyEndpointIsWrittenOver() {
        cluster.edit(PolicyEndpoints.RESOURCE, "default", metadata().path("name").asString(), "", object ->
                ((ObjectNode) object.path("spec")).putArray("ingress")).settle();
        assertThat(allowed()).containsExactly(addressOf("client"));
    }

    @Test
    void whileTheControllerIsOffNothingIsWritten() {
        controller(false);
        pod("client-2", "client");
        assertThat(allowed()).containsExactly(addressOf("client"));
        controller(true);
        assertThat(allowed()).hasSize(2);
    }
}
