package dev.glassplane.cni.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Reviewing only what {@code affected} names keeps every view as a full look at the image would have it. */
class AffectedCausesTests {

    private static final int STEPS = 400;

    private final TestCluster cluster = new TestCluster().withDefaultVpc();
    private final AwsNodeProgrammer programmer = new AwsNodeProgrammer(new VpcReader());
    private final Map<ObjectKey, AwsNodeView> views = new HashMap<>();
    private Object common = "";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsMissed(long seed) {
        Random random = new Random(seed);
        ClusterImage before = cluster.image();
        for (int step = 0; step < STEPS; step++) {
            ObjectKey touched = edit(random);
            ClusterImage after = cluster.image();
            review(new ClusterDelta(false, Set.of(touched)), before, after);
            before = after;
            Map<ObjectKey, AwsNodeView> full = new HashMap<>();
            AwsNodeProgrammer fresh = new AwsNodeProgrammer(new VpcReader());
            fresh.causes(after).forEach(cause -> fresh.view(cause, cluster.image()).ifPresent(view -> full.put(cause, view)));
            assertThat(views).as("step " + step + ", " + touched).isEqualTo(full);
        }
    }

    private void review(ClusterDelta delta, ClusterImage before, ClusterImage after) {
        Object now = programmer.common(after);
        Set<ObjectKey> causes = new HashSet<>(programmer.affected(delta, before));
        causes.addAll(programmer.affected(delta, after));
        if (!now.equals(common)) {
            causes.addAll(views.keySet());
            causes.addAll(programmer.causes(after));
        }
        common = now;
        causes.forEach(cause -> programmer.view(cause, after).ifPresentOrElse(view -> views.put(cause, view), () -> views.remove(cause)));
    }

    private ObjectKey edit(Random random) {
        String node = "node-" + random.nextInt(3);
        switch (random.nextInt(10)) {
            case 0 -> {
                return random.nextBoolean() ? put("nodes", TestCluster.object("v1", "Node", "", node)) : remove("nodes", "", node);
            }
            case 1, 2, 3 -> {
                String id = "eni-" + random.nextInt(5);
                return random.nextInt(4) == 0 ? remove(NetworkInterface.RESOURCE, "", id) : put(NetworkInterface.RESOURCE, eni(id, random));
            }
            case 4 -> {
                ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
                daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject().put("name", "aws-node")
                        .putArray("env").addObject().put("name", "POD_MTU").put("value", "" + (1500 + random.nextInt(3)));
                return put("daemonsets.apps", daemonSet);
            }
            case 5 -> {
                ObjectNode subnet = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "Subnet", "", "subnet-a");
                subnet.putObject("spec").put("vpcID", "vpc-glassplane").put("availabilityZone", "us-east-1a")
                        .put("cidrBlock", "10.0.1.0/" + (24 + random.nextInt(3)));
                return put("subnets.ec2.services.k8s.aws", subnet);
            }
            default -> {
                String name = "pod-" + random.nextInt(6);
                return random.nextInt(3) == 0 ? remove("pods", "default", name) : put("pods", pod(name, node, random));
            }
        }
    }

    private ObjectKey put(String resource, ObjectNode object) {
        return cluster.put(cluster.named(resource), object).key();
    }

    private ObjectKey remove(String resource, String namespace, String name) {
        if (cluster.get(cluster.named(resource), namespace, name).isPresent()) {
            cluster.remove(resource, namespace, name);
        }
        return new ObjectKey(resource, namespace, name);
    }

    private static ObjectNode eni(String id, Random random) {
        List<Address> addresses = new ArrayList<>();
        int number = id.charAt(4) - '0';
        addresses.add(new Address(Ip.parse("10.0.1." + (10 + number)), true, Optional.empty(), Optional.empty()));
        for (int i = 0; i < 4; i++) {
            String pod = "pod-" + random.nextInt(6);
            addresses.add(new Address(Ip.parse("10.0.1." + (20 + 10 * number + i)), false,
                    random.nextBoolean() ? Optional.of(new Holder("default", pod, "uid-" + pod)) : Optional.empty(), Optional.empty()));
        }
        return new NetworkInterface(id, "node-" + number % 3, number / 3, "subnet-a", "02:00:00:00:00:01", addresses, List.of(),
                Instant.EPOCH, Instant.EPOCH, NetworkInterface.Agent.NONE).toObject();
    }

    private static ObjectNode pod(String name, String node, Random random) {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", name);
        ((ObjectNode) pod.get("metadata")).put("uid", "uid-" + name);
        pod.putObject("spec").put("nodeName", node);
        ObjectNode status = pod.putObject("status").put("phase", random.nextInt(5) == 0 ? "Failed" : "Running");
        if (random.nextInt(4) > 0) {
            status.putArray("podIPs").addObject().put("ip", "10.0.1." + (20 + 10 * random.nextInt(5) + random.nextInt(4)));
        }
        return pod;
    }
}
