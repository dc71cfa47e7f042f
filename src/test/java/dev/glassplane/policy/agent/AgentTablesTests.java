package dev.glassplane.policy.agent;

import static dev.glassplane.dataplane.TestDataplane.dumps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.policy.endpoints.PolicyEndpoints;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agents' maps as the reconciler keeps them: the definition is the full recompute. */
class AgentTablesTests {

    private static final int STEPS = 150;
    private static final List<String> PODS = List.of("web-1", "web-2", "web-7d-a", "web-7d-b", "db", "db-0", "web.x-1");
    private static final List<String> CIDRS = List.of("10.0.1.21", "10.0.2.22", "10.0.1.0/24", "0.0.0.0/0", "10.0.1.10", "::/0");

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = agents();
    private final Set<ObjectKey> there = new HashSet<>();
    private Random random = new Random(0);

    private static TestDataplane agents() {
        return new TestDataplane(List.of(NetworkPolicyAgent.of(new Policies(), new ServiceModesOfProxy()).programmer()));
    }

    private static Map<String, String> afresh(ClusterImage image) {
        return dumps(agents().publishAll(image).current());
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void daemonSet(boolean on, String mode) {
        cluster.put(new ObjectKey("daemonsets.apps", "kube-system", "aws-node"), """
                {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: aws-node, namespace: kube-system}, spec: {template: {spec: {containers: [
                  {name: aws-node, env: [{name: NETWORK_POLICY_ENFORCING_MODE, value: %s}]},
                  {name: aws-eks-nodeagent, args: [--enable-network-policy=%s]}]}}}}""".formatted(mode, on));
    }

    private void node(int number) {
        cluster.put(new ObjectKey("nodes", "", "n" + number), ("{apiVersion: v1, kind: Node, metadata: {name: n%d}, "
                + "status: {addresses: [{type: InternalIP, address: 10.0.%d.10}]}}").formatted(number, number));
    }

    private void delete(ObjectKey key) {
        if (there.remove(key)) {
            cluster.delete(key);
        }
    }

    private void put(ObjectKey key, String yaml) {
        there.add(key);
        cluster.put(key, yaml);
    }

    private void pod() {
        String name = pick(PODS);
        ObjectKey key = new ObjectKey("pods", "demo", name);
        if (random.nextInt(4) == 0) {
            delete(key);
            return;
        }
        int node = 1 + random.nextInt(2);
        put(key, ("{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: demo}, spec: {nodeName: n%d, hostNetwork: %s, "
                + "containers: [{name: c}]}, status: {phase: %s, podIP: 10.0.%d.%d}}").formatted(name, node, random.nextInt(6) == 0, pick(List.of("Running", "Running", "Succeeded")), node, 20 + PODS.indexOf(name)));
    }

    private void policyEndpoint() {
        String name = pick(List.of("p-1", "p-2", "q-1"));
        ObjectKey key = new ObjectKey(PolicyEndpoints.RESOURCE, "demo", name);
        if (random.nextInt(4) == 0) {
            delete(key);
            return;
        }
        List<String> pods = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int node = 1 + random.nextInt(2);
            pods.add("{name: %s, namespace: demo, podIP: 10.0.%d.20, hostIP: 10.0.%d.10}".formatted(pick(PODS), node, node));
        }
        List<String> rules = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            rules.add("{cidr: '%s', ports: %s}".formatted(pick(CIDRS), pick(List.of("[]", "[{protocol: TCP, port: 80}]", "[{protocol: UDP}]"))));
        }
        put(key, """
                {apiVersion: networking.k8s.aws/v1alpha1, kind: PolicyEndpoint, metadata: {name: %s, namespace: demo}, spec: {podIsolation: %s, podSelector: {},
                  policyRef: {name: %s, namespace: demo}, podSelectorEndpoints: %s, %s: %s}}""".formatted(name,
                pick(List.of("[Ingress]", "[Egress]", "[Ingress, Egress]")), name.substring(0, 1), pods, pick(List.of("ingress", "egress")), rules));
    }

    private void edit() {
        switch (random.nextInt(12)) {
            case 0 -> daemonSet(random.nextInt(4) != 0, pick(List.of("standard", "strict")));
            case 1 -> node(1 + random.nextInt(3));
            case 2, 3, 4, 5 -> policyEndpoint();
            default -> pod();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void incrementsEqualTheFullRecompute(long seed) {
        random = new Random(seed);
        daemonSet(true, "standard");
        node(1);
        node(2);
        boolean any = false;
        for (int step = 0; step < STEPS; step++) {
            edit();
            dataplane.publish(cluster.advance(), cluster.image());
            Map<String, String> tables = dumps(dataplane.current());
            any |= tables.toString().contains("_ingress_map");
            assertThat(tables).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
        }
        assertThat(any).as("there were maps").isTrue();
    }

    @Test
    void withoutTheAgentNothingIsToBeDone() {
        daemonSet(false, "standard");
        node(1);
        for (int i = 0; i < STEPS; i++) {
            pod();
            policyEndpoint();
            cluster.advance();
        }
        assertThat(NetworkPolicyAgent.of(new Policies(), new ServiceModesOfProxy()).programmer().causes(cluster.image())).isEmpty();
    }
}
