package dev.glassplane.bench;

import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.matrix.MatrixRequest;
import dev.glassplane.trace.matrix.MatrixRun;
import dev.glassplane.trace.matrix.PortWish;
import dev.glassplane.trace.render.MatrixText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.databind.node.ObjectNode;

/** How long a matrix takes, in this process, without HTTP: without policies, and with ten that let pods in by labels. */
final class MatrixBench {

    private static final int[] PODS = {50, 200};
    private static final int PODS_A_NODE = 100;
    private static final int TIERS = 10;
    private static final int ROUNDS = 6;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final YAMLMapper YAML = new YAMLMapper();

    private MatrixBench() {}

    static void run(Report report) {
        for (int pods : PODS) {
            measure(report, pods, false);
            measure(report, pods, true);
        }
    }

    private static void measure(Report report, int pods, boolean policies) {
        Network network = Scenario.of("bench", objects(pods, policies)).network();
        MatrixRequest request = new MatrixRequest(Set.of("bench"), List.of(PortWish.parse("80")));
        String what = "matrix, " + pods + " pods, " + (policies ? "10 policies, " : "no policies, ");
        List<Double> later = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            MatrixText.print(MatrixRun.of(request, network, 1));
            double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
            if (i == 0) {
                report.add(what + "first", millis, "ms");
            } else {
                later.add(millis);
            }
        }
        report.add(what + "later, p50", Report.median(later), "ms");
    }

    private static List<ObjectNode> objects(int pods, boolean policies) {
        List<ObjectNode> objects = new ArrayList<>();
        for (int node = 1; node <= (pods + PODS_A_NODE - 1) / PODS_A_NODE; node++) {
            objects.add(yaml("""
                    {apiVersion: v1, kind: Node, metadata: {name: node-%d}, status: {addresses: [{type: InternalIP, address: 10.0.%d.4}]}}""", node, node));
        }
        for (int pod = 0; pod < pods; pod++) {
            int node = 1 + pod / PODS_A_NODE;
            objects.add(yaml("""
                    {apiVersion: v1, kind: Pod, metadata: {name: t%d-%d, namespace: bench, labels: {tier: t%d}},
                     spec: {nodeName: node-%d, containers: [{name: c}]}, status: {podIP: 10.0.%d.%d, phase: Running}}""",
                    pod % TIERS, pod, pod % TIERS, node, node, 10 + pod % PODS_A_NODE));
        }
        if (policies) {
            objects.add(yaml("""
                    {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: aws-node, namespace: kube-system}, spec: {template: {spec: {containers: [
                     {name: aws-node}, {name: aws-eks-nodeagent, args: [--enable-network-policy=true]}]}}}}"""));
            objects.add(yaml("""
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: amazon-vpc-cni, namespace: kube-system}, data: {enable-network-policy-controller: "true"}}"""));
            for (int tier = 0; tier < TIERS; tier++) {
                objects.add(yaml("""
                        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: tier-%d, namespace: bench},
                         spec: {podSelector: {matchLabels: {tier: t%d}}, ingress: [{from: [{podSelector: {matchLabels: {tier: t%d}}}]}]}}""",
                        tier, tier, (tier + 1) % TIERS));
            }
        }
        return objects;
    }

    private static ObjectNode yaml(String format, Object... values) {
        return (ObjectNode) YAML.readTree(format.formatted(values));
    }
}
