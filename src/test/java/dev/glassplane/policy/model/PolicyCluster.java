package dev.glassplane.policy.model;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.Semantics.End;
import dev.glassplane.scenarios.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Namespaces x, y, z with pods a, b, c each, which serve ports 80 (named serve-80) and 81 (named serve-81) by TCP and 53 (named dns) by UDP. */
public final class PolicyCluster {

    /** Names of namespaces. */
    public static final List<String> NAMESPACES = List.of("x", "y", "z");
    /** Names of pods. */
    public static final List<String> PODS = List.of("a", "b", "c");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String AGENT = """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: aws-node, namespace: kube-system}
            spec: {template: {spec: {containers: [{name: aws-node}, {name: aws-eks-nodeagent, args: [--enable-network-policy=true]}]}}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: amazon-vpc-cni, namespace: kube-system}
            data: {enable-network-policy-controller: "true"}
            ---
            """;

    private PolicyCluster() {}

    /** @return the cluster with these policies, where the agent and the controller work */
    public static Scenario of(String policies) {
        StringBuilder yaml = new StringBuilder(AGENT);
        for (int node = 1; node <= 2; node++) {
            yaml.append("{apiVersion: v1, kind: Node, metadata: {name: node-%d}, status: {addresses: [{type: InternalIP, address: 10.0.%d.10}]}}\n---\n"
                    .formatted(node, node));
        }
        int number = 0;
        for (String namespace : NAMESPACES) {
            yaml.append("{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {ns: %s}}}\n---\n".formatted(namespace, namespace));
            for (String pod : PODS) {
                int node = 1 + number++ % 2;
                yaml.append("""
                        {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s, labels: {pod: %s}}, spec: {nodeName: node-%d, containers: [{name: c, ports: [
                          {name: serve-80, containerPort: 80}, {name: serve-81, containerPort: 81}, {name: dns, containerPort: 53, protocol: UDP}]}]},
                          status: {podIP: 10.0.%d.%d}}
                        ---
                        """.formatted(pod, namespace, pod, node, node, 20 + number));
            }
        }
        return Scenario.of("policies", yaml + policies);
    }

    /** @return the policies in YAML documents */
    static List<NetworkPolicy> read(ClusterImage image) {
        return new Policies().all(image);
    }

    /** @return names {@code x/a} of all pods */
    public static Stream<String> names() {
        return NAMESPACES.stream().flatMap(namespace -> PODS.stream().map(pod -> namespace + "/" + pod));
    }

    /** @return the end that a name stands for */
    static End end(ClusterImage image, String name) {
        return End.of(pod(image, name));
    }

    static Pod pod(ClusterImage image, String name) {
        return image.pod(name.split("/")[0], name.split("/")[1]).orElseThrow();
    }

    /** @return senders that reach a pod */
    static String reach(Scenario cluster, String to, Protocol protocol, int port) {
        Semantics semantics = new Semantics(read(cluster.image()), cluster.image());
        return names().filter(from -> semantics.allows(end(cluster.image(), from), end(cluster.image(), to), protocol, port))
                .reduce((left, right) -> left + " " + right).orElse("");
    }

    /** @return pods that a pod reaches */
    static String reached(Scenario cluster, String from, Protocol protocol, int port) {
        Semantics semantics = new Semantics(read(cluster.image()), cluster.image());
        return names().filter(to -> semantics.allows(end(cluster.image(), from), end(cluster.image(), to), protocol, port))
                .reduce((left, right) -> left + " " + right).orElse("");
    }

    /** @return YAML documents as objects */
    static List<ObjectNode> objects(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> objects.add((ObjectNode) document));
        }
        return objects;
    }
}
