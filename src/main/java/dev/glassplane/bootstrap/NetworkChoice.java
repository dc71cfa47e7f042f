package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pod network that a start asks for, with what a fresh cluster gets of it.
 *
 * @param kind    {@code glassplane.cni}
 * @param podCidr {@code glassplane.pod-cidr}, or the usual prefix of the network; empty for the AWS VPC CNI
 * @param asked   whether the start names the prefix itself
 * @param family  {@code glassplane.ip-family}: of pods and Services
 */
record NetworkChoice(PodNetwork kind, Optional<Cidr> podCidr, boolean asked, Family family) {

    /** Prefix length of a node's podCIDR: kube-controller-manager's --node-cidr-mask-size for IPv4. */
    static final int NODE_MASK = 24;
    /** kube-controller-manager keeps at most so many bits of subnets. */
    private static final int SUBNET_BITS_MAX = 16;
    private static final String POD_CIDR = "glassplane.pod-cidr";
    private static final String CLUSTER_CIDR = "POD_CIDR";
    private static final String IP_FAMILY = "glassplane.ip-family";
    /** What EKS sets on aws-node in an IPv6 cluster. */
    private static final Map<String, String> IPV6_VARIABLES = Map.of("ENABLE_IPv4", "false", "ENABLE_IPv6", "true", "ENABLE_PREFIX_DELEGATION", "true");

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
            return new NetworkChoice(kind, Optional.empty(), false, Family.IPV4);
        }
        if (maxPods) {
            throw new StartRefusedException("glassplane.max-pods: it counts addresses of network interfaces, which is of the AWS VPC CNI; with glassplane.cni="
                    + cni + " kubelet admits 110 pods");
        }
        Cidr cidr = Cidr.tryParse(podCidr.isEmpty() ? usual(kind) : podCidr).orElseThrow(() -> new StartRefusedException(
                POD_CIDR + ": expected an IPv4 prefix such as " + usual(kind) + ", found \"" + podCidr + "\""));
        return new NetworkChoice(kind, Optional.of(cidr), !podCidr.isEmpty(), Family.IPV4);
    }

    /**
     * @param word {@code glassplane.ip-family}
     * @return the same for a cluster of this family
     * @throws StartRefusedException if the network has no such clusters
     */
    NetworkChoice inFamily(String word) {
        if (!List.of("ipv4", ClusterNetwork.IPV6).contains(word)) {
            throw new StartRefusedException(IP_FAMILY + ": expected ipv4 or ipv6, found \"" + word + "\"");
        }
        if (word.equals("ipv4")) {
            return this;
        }
        if (kind != PodNetwork.VPC) {
            throw new StartRefusedException(IP_FAMILY + "=ipv6: IPv6 clusters are of the AWS VPC CNI; pods of " + kind.called() + " have IPv4 addresses here: leave it "
                    + "out, or start with --glassplane.cni=vpc (limit: pod-networks)");
        }
        return new NetworkChoice(kind, podCidr, asked, Family.IPV6);
    }

    private static String usual(PodNetwork kind) {
        return switch (kind) {
            case VPC -> throw new IllegalArgumentException("pods have addresses of subnets");
            case VXLAN -> "10.244.0.0/16";
            case BGP -> "192.168.0.0/16";
        };
    }

    /** @throws StartRefusedException if a prefix is of no use, or in the way of another */
    void check(Cidr services, Cidr vpc) {
        if (services.family() != family) {
            throw new StartRefusedException(ServiceRangeDefault.SETTING + "=" + services + ": expected " + (family == Family.IPV6
                    ? "an IPv6 prefix such as " + ServiceRangeDefault.IPV6 + ", as " + IP_FAMILY + "=ipv6 asks for"
                    : "an IPv4 prefix such as 10.100.0.0/16 first; an IPv6 cluster is started with --" + IP_FAMILY + "=ipv6"));
        }
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
        if (before.family() != family) {
            String word = before.ipv6() ? ClusterNetwork.IPV6 : "ipv4";
            throw new StartRefusedException(IP_FAMILY + "=" + (family == Family.IPV6 ? ClusterNetwork.IPV6 : "ipv4") + ": the cluster in glassplane.data-dir is of family "
                    + word + " (Cluster object, spec.ipFamily), which cannot be changed: start with --" + IP_FAMILY + "=" + word + ", or with another data directory");
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
        if (family == Family.IPV6) {
            object.path("spec").path("template").path("spec").path("containers").forEach(container -> speakIpv6((ObjectNode) container));
        }
        if (podCidr.isPresent() && object.path("spec").path("cidr").stringValue("").equals(CLUSTER_CIDR)) {
            ((ObjectNode) object.get("spec")).put("cidr", podCidr.get().toString());
        }
        if (podCidr.isPresent() && object.get("data") instanceof ObjectNode data) {
            data.propertyStream().toList().forEach(entry -> data.put(entry.getKey(),
                    entry.getValue().stringValue("").replace(CLUSTER_CIDR, podCidr.get().toString())));
        }
    }

    private static void speakIpv6(ObjectNode container) {
        container.path("env").forEach(variable -> Optional.ofNullable(IPV6_VARIABLES.get(variable.path("name").stringValue("")))
                .ifPresent(value -> ((ObjectNode) variable).put("value", value)));
        if (container.get("args") instanceof ArrayNode args) {
            for (int i = 0; i < args.size(); i++) {
                args.set(i, args.get(i).stringValue("").replace("--enable-ipv6=false", "--enable-ipv6=true"));
            }
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
