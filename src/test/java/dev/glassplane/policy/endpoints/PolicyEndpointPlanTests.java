package dev.glassplane.policy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.policy.model.PolicyCluster;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PolicyEndpointPlanTests {

    private static final int BLOCKS = 450;

    private static String policy(String spec) {
        return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x, uid: u1}, spec: " + spec + "}";
    }

    private static String blocks(int from, int to) {
        return policy("{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [" + IntStream.range(from, to).mapToObj(i ->
                "{ipBlock: {cidr: 172.16.%d.%d/32}}".formatted(i / 250, i % 250)).collect(Collectors.joining(", ")) + "]}]}");
    }

    private static ClusterImage without(ClusterImage image) {
        ImageEdit edit = ImageEdit.NONE;
        for (ObjectKey key : image.all(PolicyEndpoints.RESOURCE).keySet()) {
            edit = edit.and(ImageEdit.delete(key));
        }
        return edit.applyTo(image);
    }

    private static PolicyEndpointPlan plan(ClusterImage image) {
        NetworkPolicy policy = new Policies().all(image).getFirst();
        return PolicyEndpointPlan.of(policy, image);
    }

    private static List<Integer> sizes(PolicyEndpointPlan plan) {
        return plan.written().stream().map(draft -> draft.spec().path("ingress").size()).toList();
    }

    @Test
    void aSmallPolicyIsOneObject() {
        ClusterImage image = without(PolicyCluster.of(policy("{podSelector: {matchLabels: {pod: a}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: "
                + "{matchLabels: {pod: b}}}], ports: [{port: serve-80}]}], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}")).image());
        assertThat(plan(image).written()).singleElement().satisfies(draft -> assertThat(draft.spec().toString()).isEqualTo(
                "{\"egress\":[{\"cidr\":\"0.0.0.0/0\",\"except\":[\"10.0.0.0/8\"]}],"
                        + "\"ingress\":[{\"cidr\":\"10.0.2.22\",\"ports\":[{\"port\":80,\"protocol\":\"TCP\"}]}],"
                        + "\"podIsolation\":[\"Ingress\",\"Egress\"],\"podSelector\":{\"matchLabels\":{\"pod\":\"a\"}},"
                        + "\"podSelectorEndpoints\":[{\"hostIP\":\"10.0.1.10\",\"name\":\"a\",\"namespace\":\"x\",\"podIP\":\"10.0.1.21\"}],"
                        + "\"policyRef\":{\"name\":\"p\",\"namespace\":\"x\"}}"));
    }

    @Test
    void twoHundredEntriesAnObject() {
        assertThat(sizes(plan(without(PolicyCluster.of(blocks(0, BLOCKS)).image())))).containsExactly(200, 200, 50);
    }

    @Test
    void whatIsWrittenStaysWhereItIs() {
        ClusterImage image = PolicyCluster.of(blocks(0, BLOCKS)).image();
        PolicyEndpointPlan same = plan(image);
        assertThat(same.dropped()).isEmpty();
        assertThat(same.written()).hasSize(3).allSatisfy(draft ->
                assertThat(draft.spec().path("ingress")).isEqualTo(draft.existing().orElseThrow().object().path("spec").path("ingress")));
    }

    @Test
    void entriesThatGoMakeRoomForNewOnes() {
        ClusterImage image = PolicyCluster.of(blocks(0, BLOCKS)).image();
        ObjectKey key = new ObjectKey(NetworkPolicy.RESOURCE, "x", "p");
        ObjectNode changed = image.object(key).orElseThrow().object().deepCopy();
        List<String> cidrs = new ArrayList<>(IntStream.range(100, BLOCKS + 20).mapToObj(i -> "172.16.%d.%d/32".formatted(i / 250, i % 250)).toList());
        tools.jackson.databind.node.ArrayNode from = JsonNodeFactory.instance.arrayNode();
        cidrs.forEach(cidr -> from.addObject().putObject("ipBlock").put("cidr", cidr));
        ((ObjectNode) changed.at("/spec/ingress/0")).set("from", from);
        PolicyEndpointPlan plan = plan(ImageEdit.put(key, changed).applyTo(image));
        assertThat(sizes(plan)).as("20 new ones fill the first up").containsExactly(120, 200, 50);
        ((ObjectNode) changed.at("/spec/ingress/0")).set("from", JsonNodeFactory.instance.arrayNode().add(JsonNodeFactory.instance.objectNode()
                .set("ipBlock", JsonNodeFactory.instance.objectNode().put("cidr", "172.16.0.0/32"))));
        PolicyEndpointPlan few = plan(ImageEdit.put(key, changed).applyTo(image));
        assertThat(sizes(few)).containsExactly(1);
        assertThat(few.dropped()).hasSize(2);
    }
}
