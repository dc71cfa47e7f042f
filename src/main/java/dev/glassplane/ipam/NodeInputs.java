package dev.glassplane.ipam;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.EniConfigName;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.InstanceTypes;
import dev.glassplane.vpc.Ipv6Start;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.MaxPods;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the address manager of one node reads.
 *
 * @param name        node name
 * @param type        instance type
 * @param zone        availability zone
 * @param eniConfig   name of the ENIConfig that is meant for it, whether there is one or not
 * @param maxPods     capacity.pods of the Node
 * @param schedulable not cordoned
 * @param settings    of aws-node
 * @param pods        bound to the node, but for those with interfaces of their own, in the order in which they get addresses
 */
record NodeInputs(String name, InstanceType type, String zone, String eniConfig, int maxPods, boolean schedulable, AwsNodeSettings settings,
                  List<Pod> pods) {

    NodeInputs {
        pods = List.copyOf(pods);
    }

    /**
     * @param keys pods that may be bound to the node
     * @return empty if the node is gone or of an unknown type
     */
    static Optional<NodeInputs> of(String name, ClusterImage image, AwsNodeSettings settings, Collection<ObjectKey> keys) {
        Optional<Node> node = image.node(name);
        return node.flatMap(InstanceTypes::of)
                .map(type -> new NodeInputs(name, type, node.get().zone(), EniConfigName.of(node.get(), settings.pool()), maxPods(node.get(), image, type),
                        !node.get().unschedulable(), settings, pods(name, image, settings, keys)));
    }

    /** @return whether its pods have IPv6 addresses */
    boolean ipv6() {
        return settings.ipv6().enabled();
    }

    /** @return why aws-node does not run on a node of an IPv6 cluster, if it does not */
    static Optional<String> down(Node node, AwsNodeSettings settings, Vpc vpc) {
        return settings.starts() ? Ipv6Start.problem(node, vpc) : Optional.of(settings.fatal());
    }

    /** @return whether its slots hold prefixes */
    boolean prefixMode() {
        return settings.pool().prefixesOn(type);
    }

    /** Whoever was written first, which is mostly who was bound first, comes first. */
    private static List<Pod> pods(String node, ClusterImage image, AwsNodeSettings settings, Collection<ObjectKey> keys) {
        return keys.stream().flatMap(key -> Optional.ofNullable(image.pods().get(key)).stream()).filter(pod -> pod.nodeName().equals(node))
                .filter(pod -> !settings.podEni().enabled() || !PodEni.requested(image.object(pod.key()).orElseThrow().object()))
                .sorted(Comparator.comparing((Pod pod) -> image.object(pod.key()).orElseThrow().revision()).thenComparing(Pod::key)).toList();
    }

    private static int maxPods(Node node, ClusterImage image, InstanceType type) {
        String written = image.object(node.key()).orElseThrow().object().path("status").path("capacity").path("pods").asString("");
        return written.matches("[0-9]{1,6}") ? Integer.parseInt(written) : MaxPods.published(type).pods();
    }
}
