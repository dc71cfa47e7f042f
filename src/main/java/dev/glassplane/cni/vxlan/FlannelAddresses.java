package dev.glassplane.cni.vxlan;

import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;

/** Addresses that Flannel and the bridge of its pods have on a node. */
public final class FlannelAddresses {

    private FlannelAddresses() {}

    /** @return those of flannel.1 and cni0: the first two of the node's podCIDR; none without one */
    public static List<Ip> of(Node node) {
        return podCidr(node).map(cidr -> List.of(cidr.network(), cidr.at(1))).orElse(List.of());
    }

    /** @return the node's first IPv4 podCIDR */
    static Optional<Cidr> podCidr(Node node) {
        return node.podCidrs().stream().filter(cidr -> cidr.network().isV4()).findFirst();
    }
}
