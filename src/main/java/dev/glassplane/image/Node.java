package dev.glassplane.image;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What the network reads of a Node.
 *
 * @param key           {@code nodes//NAME}
 * @param uid           metadata.uid
 * @param labels        metadata.labels
 * @param annotations   metadata.annotations
 * @param internalIps   status.addresses of type InternalIP, in order
 * @param externalIps   status.addresses of type ExternalIP, in order
 * @param podCidrs      spec.podCIDRs
 * @param ready         condition Ready is True
 * @param unschedulable spec.unschedulable
 * @param deleting      has a deletionTimestamp
 */
public record Node(ObjectKey key, String uid, Map<String, String> labels, Map<String, String> annotations, List<Ip> internalIps,
                   List<Ip> externalIps, List<Cidr> podCidrs, boolean ready, boolean unschedulable, boolean deleting) {

    /** @return metadata.name */
    public String name() {
        return key.name();
    }

    /** @return label topology.kubernetes.io/zone, or empty */
    public String zone() {
        return labels.getOrDefault("topology.kubernetes.io/zone", "");
    }

    /** @return label node.kubernetes.io/instance-type, or empty */
    public String instanceType() {
        return labels.getOrDefault("node.kubernetes.io/instance-type", "");
    }
}
