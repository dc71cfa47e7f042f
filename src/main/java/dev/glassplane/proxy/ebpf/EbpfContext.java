package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a piece of the agent's work reads of the image beside the ports of its Service.
 *
 * @param configuration kube-proxy's, which says who runs this mode
 * @param cilium        the agent's configuration in force
 * @param devices       what aws-node made on each node
 * @param part          which piece of work
 */
record EbpfContext(KubeProxyConfiguration configuration, CiliumConfiguration cilium, Devices devices, Part part) implements ModeProgrammer.Settings {

    EbpfContext with(Part other) {
        return new EbpfContext(configuration, cilium, devices, other);
    }

    /**
     * @param pods beginning of the names of the pods' host ends
     * @param mtu  of the primary interface, in bytes
     */
    record Devices(String pods, int mtu) {}

    /** The pieces that the work is cut into, so that nodes share what is equal on them. */
    sealed interface Part {

        /** Maps, programs and their settings. */
        record Agent() implements Part {}

        /** The node's own addresses, as the programs know them. */
        record OwnAddresses() implements Part {}

        /** One node's addresses, as all others know them. */
        record OfNode(List<Ip> addresses) implements Part {
            public OfNode {
                addresses = List.copyOf(addresses);
            }
        }

        /** A Service's frontends that are the same on every node, and its backends. */
        record Shared(Facts facts, OwnIds ids, Reads reads) implements Part {}

        /** A Service's node ports on the node's own addresses. */
        record OnNode(Facts facts, OwnIds ids, Reads reads) implements Part {}
    }

    /**
     * What a Service's entries read of a node, found once, so that a node's answer costs little.
     *
     * @param names names of nodes that run an endpoint, if some frontend has local backends only; otherwise empty
     * @param local whether some frontend has local backends only
     * @param zone  whether zone hints count
     */
    record Reads(Set<String> names, boolean local, boolean zone) {
        Reads {
            names = Set.copyOf(names);
        }
    }

    /**
     * What Cilium reads of a Service and kube-proxy does not.
     *
     * @param exposed       annotation {@code service.cilium.io/type}: which frontends there are
     * @param wildcards     whether unknown ports of its load balancer addresses are caught: they are Cilium's
     * @param topology      whether zone hints count
     * @param algorithm     annotation {@code service.cilium.io/lb-algorithm}
     * @param dsr           annotation {@code service.cilium.io/forwarding-mode}: true for DSR
     * @param denyRanges    annotation {@code service.cilium.io/src-ranges-policy} is deny
     * @param sourceRanges  of all families
     */
    record Facts(Set<FrontendType> exposed, boolean wildcards, boolean topology, Optional<Algorithm> algorithm, Optional<Boolean> dsr,
                 boolean denyRanges, List<Cidr> sourceRanges) {
        Facts {
            exposed = Set.copyOf(exposed);
            sourceRanges = List.copyOf(sourceRanges);
        }
    }

    /** What leads to a Service. */
    enum FrontendType { CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_IP }
}
