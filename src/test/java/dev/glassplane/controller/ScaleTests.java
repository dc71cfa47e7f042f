package dev.glassplane.controller;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the loops take for a large cluster; prints, asserts only that it settles. */
@Tag("bench")
class ScaleTests {

    private static final int NODES = 500;
    private static final int DEPLOYMENTS = 100;
    private static final int REPLICAS = 100;

    @Test
    void tenThousandPods() {
        TestCluster cluster = TestCluster.create();
        for (int i = 0; i < NODES; i++) {
            cluster.node("node-%03d".formatted(i), "us-east-1" + "abc".charAt(i % 3));
        }
        time("nodes", cluster);
        for (int i = 0; i < DEPLOYMENTS; i++) {
            cluster.apply("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: app-%1$d}
                    spec: {clusterIP: 10.100.1.%1$d, selector: {app: app-%1$d}, ports: [{name: http, port: 80, targetPort: 8080}]}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: app-%1$d}
                    spec:
                      replicas: %2$d
                      selector: {matchLabels: {app: app-%1$d}}
                      template:
                        metadata: {labels: {app: app-%1$d, part-of: shop}}
                        spec: {containers: [{name: app, image: app, resources: {requests: {cpu: 10m, memory: 16Mi}}}]}
                    """.formatted(i, REPLICAS));
        }
        time("pods", cluster);
        cluster.annotate("pods", "default", cluster.image().pods().keySet().iterator().next().name(), "glassplane.dev/ready", "false");
        time("one pod unready", cluster);
        cluster.annotate("nodes", "", "node-000", "glassplane.dev/ready", "false");
        time("one node not ready", cluster);
        cluster.settledForGood();
    }

    private static void time(String what, TestCluster cluster) {
        long start = System.nanoTime();
        cluster.settle();
        System.out.printf("%s: %d ms%n%s", what, (System.nanoTime() - start) / 1_000_000, cluster.times());
    }
}
