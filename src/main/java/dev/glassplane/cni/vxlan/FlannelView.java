package dev.glassplane.cni.vxlan;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;

/** What flanneld and the CNI plugins read of the image for one unit of their work. */
sealed interface FlannelView {

    /** @return node that it is about */
    String node();

    /** @return settings in force */
    FlannelConfiguration configuration();

    /**
     * A node without its pods: what it is set up with itself, and how the others get there.
     *
     * @param node          node name
     * @param eni           its network interface, empty if only the Node's address is known
     * @param mac           hardware address of eth0
     * @param ip            address of eth0
     * @param subnet        prefix around the address, if the address lies in it or the interface names it
     * @param others        further addresses of the node (IPv6) on eth0
     * @param lease         of its flanneld, empty if that does not run
     * @param configuration settings in force
     */
    record NodeBase(String node, String eni, String mac, Ip ip, Optional<Cidr> subnet, List<Ip> others, Optional<Lease> lease,
                    FlannelConfiguration configuration) implements FlannelView {
        public NodeBase {
            others = List.copyOf(others);
        }
    }

    /**
     * A pod on the pod network.
     *
     * @param node          node name
     * @param pod           its key
     * @param uid           its uid
     * @param ip            its IPv4 address
     * @param configuration settings in force
     */
    record PodLink(String node, ObjectKey pod, String uid, Ip ip, FlannelConfiguration configuration) implements FlannelView {}
}
