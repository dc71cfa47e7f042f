package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pod network that a start asks for, with what a fresh cluster gets of it.
 *
 * @param kind    {@code glassplane.cni}
 * @param podCidr {@code glassplane.pod-cidr}, or the usual prefix of the network; empty for the AWS VPC CNI
 * @param asked   whether the start names the prefix itself
 */
record NetworkChoice(PodNetwork kind, Optional<Cidr> podCidr, boolean asked) {

    /** Prefix length of a node's podCIDR: kube-controller-manager's --node-cidr-mask-size for IPv4. */
    static final int NODE_MASK = 24;
    /** kube-controller-manager keeps at most so many bits of subnets. */
    private static final int SUBNET_BITS_MAX = 16;
    private static final String POD_CIDR = "glassplane.pod-cidr";
    private static final String CLUSTER_CIDR = "POD_CIDR";

    /**
     * @param cni     {@code glassplane.cni}
     * @param podCidr {@code glassplane.pod-cidr}, may be empty
     * @param maxPods whether the start says how kubelet counts pods on interfaces
     * @throws StartRefusedException naming the setting, what was expected and what was found
     */
    static NetworkChoice of(String cni, String podCidr, boolean maxPods) {
        PodNetwork kind;
        try {
            kind = PodNetwork.read(cni, "glassplane.cni");
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(e.getMessage());
        }
        if (!kind.nodesHavePodCidrs()) {
            if (!podCidr.isEmpty()) {
                throw new StartRefusedException(POD_CIDR + "=" + podCidr + ": pods of the AWS VPC CNI have addresses of the nodes' subnets; leave it out, or "
                        + "choose another network with glassplane.cni");
            }
            return new NetworkChoice(kind, Optional.empty(), false);
        }
        if (maxPods) {
            throw new StartRefusedException("glassplane.max-pods: it counts addresses of network interfaces, which is of the AWS VPC CNI; with glassplane.cni="
                    + cni + " kubelet admits 110 pods");
        }
        Cidr cidr = Cidr.tryParse(podCidr.isEmpty() ? usual(kind) : podCidr).orElseThrow(() -> new StartRefusedException(
                POD_CIDR + ": expected an IPv4 prefix such as " + usual(kind) + ", found \"" + podCidr + "\""));
        return new NetworkChoice(kind, Optional.of(cidr), !podCidr.isEmpty());
    }

    private static String usual(PodNetwork kind) {
        return switch (kind) {
            case VPC -> throw new IllegalArgumentException("pods have addresses of subnets");
            case VXLAN -> "10.244.0.0/16";
            case BGP -> "192.168.0.0/16";
        };
    }

    /** @throws StartRefusedException if the prefix is of no use, or in the way of another */
    void check(Cidr services, Cidr vpc) {
        podCidr.ifPresent(cidr -> {
            if (!cidr.network().isV4()) {
                throw new StartRefusedException(POD_CIDR + "=" + cidr + ": expected an IPv4 prefix (limit: pod-networks)");
            }
            if (cidr.prefixLength() > NODE_MASK || cidr.prefixLength() < NODE_MASK - SUBNET_BITS_MAX) {
                throw new StartRefusedException(POD_CIDR + "=" + cidr + ": expected a prefix length of " + (NODE_MASK - SUBNET_BITS_MAX) + " to " + NODE_MASK
                        + ", since each node gets a /" + NODE_MASK + " of it");
            }
            if (cidr.overlaps(services)) {
                throw new StartRefusedException(POD_CIDR + "=" + cidr + " overlaps glassplane.service-cluster-ip-range=" + services);
            }
            if (cidr.overlaps(vpc)) {
                throw new StartRefusedException(POD_CIDR + "=" + cidr + " overlaps the VPC of the nodes, " + vpc);
            }
        });
    }

    /** @throws StartRefusedException if the cluster in the data directory has another network */
    void continues(ClusterNetwork before) {
        if (before.kind() != kind) {
            throw new StartRefusedException("glassplane.cni=" + kind.word() + ": the cluster in glassplane.data-dir has pod network " + before.kind().word()
                    + " (Cluster object, spec.cni), which cannot be changed: start with --glassplane.cni=" + before.kind().word() + ", or with another data directory");
        }
        if (asked && !before.podCidr().equals(podCidr)) {
            throw new StartRefusedException(POD_CIDR + "=" + podCidr.map(Cidr::toString).orElse("") + ": the cluster in glassplane.data-dir has "
                    + before.podCidr().map(Cidr::toString).orElse("none") + " (Cluster object, spec.podCIDR), which cannot be changed: leave it out");
        }
    }

    /** @return the network's agents and settings, as its installation puts them there */
    List<ObjectNode> manifests() {
        List<ObjectNode> objects = SeedManifests.resource(kind.word() + ".yaml");
        objects.forEach(this::fillIn);
        return objects;
    }

    private void fillIn(ObjectNode object) {
        if (podCidr.isPresent() && object.path("spec").path("cidr").stringValue("").equals(CLUSTER_CIDR)) {
            ((ObjectNode) object.get("spec")).put("cidr", podCidr.get().toString());
        }
        if (podCidr.isPresent() && object.get("data") instanceof ObjectNode data) {
            data.propertyStream().toList().forEach(entry -> data.put(entry.getKey(),
                    entry.getValue().stringValue("").replace(CLUSTER_CIDR, podCidr.get().toString())));
        }
    }

    /** kubeadm tells kube-proxy the prefix of all pods. */
    void configureKubeProxy(ObjectNode object) {
        JsonNode data = object.path("data");
        boolean configuration = object.path("metadata").path("name").stringValue("").equals("kube-proxy-config");
        if (podCidr.isPresent() && configuration) {
            ((ObjectNode) data).put("config", data.path("config").stringValue().replace("clusterCIDR: \"\"", "clusterCIDR: " + podCidr.get()));
        }
    }
}
