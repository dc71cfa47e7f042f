package dev.glassplane.policy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.policy.model.PolicyCluster;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Where EKS's controller and agent do something else than the API says: the trace does it as they do, and says so. */
class DifferencesTests {

    private static String end(Scenario cluster, String from, String to) {
        Trace trace = Tracing.answer(RequestReader.read(JsonNodeFactory.instance.objectNode().put("from", from).put("to", to), 1), cluster.network());
        return trace.outcome() + " " + trace.leading().orElseThrow().there().end().sentence();
    }

    private static String policy(String spec) {
        return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x}, spec: " + spec + "}";
    }

    @Test
    void namedPortsTowardsAddresses() {
        Scenario cluster = PolicyCluster.of(policy("{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: serve-80}]}]}"));
        assertThat(end(cluster, "pod/x/a", "pod/y/a:80")).startsWith("DROPPED").contains("NetworkPolicy x/p")
                .endsWith("; by the NetworkPolicy API alone it would be allowed by NetworkPolicy x/p spec.egress[0]");
    }

    @Test
    void rulesWhoseDirectionIsNoType() {
        Scenario cluster = PolicyCluster.of(policy("{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]}"));
        assertThat(end(cluster, "pod/x/a", "pod/y/a:80")).startsWith("DROPPED")
                .endsWith("; by the NetworkPolicy API alone it would be allowed, since no policy isolates this pod for egress");
    }

    @Test
    void podsThatShareMaps() {
        String pods = """
                {apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: x, labels: {app: one}}, spec: {nodeName: node-1, containers: [{name: c}]},
                 status: {podIP: 10.0.1.51}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: web-2, namespace: x, labels: {app: two}}, spec: {nodeName: node-1, containers: [{name: c}]},
                 status: {podIP: 10.0.1.52}}
                ---
                """;
        Scenario cluster = PolicyCluster.of(pods + policy("{podSelector: {matchLabels: {app: one}}}"));
        assertThat(end(cluster, "pod/y/a", "pod/x/web-1:80")).startsWith("DROPPED").doesNotContain("by the NetworkPolicy API");
        assertThat(end(cluster, "pod/y/a", "pod/x/web-2:80")).startsWith("DROPPED").contains("selects other pods whose names are the same up to the last dash")
                .endsWith("; by the NetworkPolicy API alone it would be allowed, since no policy isolates this pod for ingress");
    }
}
