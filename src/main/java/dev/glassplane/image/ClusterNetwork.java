package dev.glassplane.image;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The pod network of a cluster, as {@code spec} of its Cluster object has it. It is chosen at the first start and never changes, so whoever has
 * work in one network only asks here whether it is the image's.
 *
 * @param kind    which one
 * @param podCidr prefix out of which kube-controller-manager gives nodes their podCIDRs; empty in a network without them
 * @param family  of pods and Services: {@code ipFamily} of an EKS cluster
 */
public record ClusterNetwork(PodNetwork kind, Optional<Cidr> podCidr, Family family) {

    /** The one Cluster object. */
    public static final ObjectKey CLUSTER = new ObjectKey("clusters.glassplane.dev", "", "cluster");
    /** Value of {@code spec.ipFamily} in a cluster whose pods and Services have IPv6 addresses. */
    public static final String IPV6 = "ipv6";
    private static final Recently<ClusterNetwork> RECENT = new Recently<>();
    private static final ClusterNetwork DEFAULT = new ClusterNetwork(PodNetwork.VPC, Optional.empty());

    /** A network for IPv4. */
    public ClusterNetwork(PodNetwork kind, Optional<Cidr> podCidr) {
        this(kind, podCidr, Family.IPV4);
    }

    /** @return whether pods and Services have IPv6 addresses */
    public boolean ipv6() {
        return family == Family.IPV6;
    }

    /** @return the network of the image, quick to find; the AWS VPC CNI where nothing is said */
    public static ClusterNetwork of(ClusterImage image) {
        Optional<Stored> cluster = image.object(CLUSTER);
        return cluster.isEmpty() ? DEFAULT : RECENT.of(() -> of(cluster.get()), cluster.get());
    }

    /** @return the network that the Cluster object names */
    public static ClusterNetwork of(Stored cluster) {
        JsonNode spec = cluster.object().path("spec");
        String word = spec.path("cni").stringValue("");
        Family family = spec.path("ipFamily").stringValue("").equals(IPV6) ? Family.IPV6 : Family.IPV4;
        return new ClusterNetwork(word.isEmpty() ? PodNetwork.VPC : PodNetwork.read(word, "spec.cni"), Cidr.tryParse(spec.path("podCIDR").stringValue("")), family);
    }

    /** @return whether pods are in this network */
    public boolean is(PodNetwork network) {
        return kind == network;
    }

    /**
     * @param what   what was asked for, as the beginning of a sentence
     * @param having the network that has it
     * @return the refusal for a network that has not
     */
    public String lacks(String what, PodNetwork having) {
        return "the pod network is " + kind.word() + " (" + kind.called() + "): " + what + " of " + having.called() + " (limit: pod-networks)";
    }
}
