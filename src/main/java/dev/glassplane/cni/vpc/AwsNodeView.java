package dev.glassplane.cni.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.List;
import java.util.Optional;

/** What aws-node reads of the image for one unit of its work. */
public sealed interface AwsNodeView {

    /** @return node that it is about */
    String node();

    /**
     * A node without its pods.
     *
     * @param node     node name
     * @param devices  interfaces by device number
     * @param others   further addresses of the node (IPv6) on its first device
     * @param ipv6     IPv6 prefix of the subnet of its first device, in an IPv6 cluster
     * @param vpcCidrs IPv4 prefixes of the VPC, in the order written
     * @param settings of aws-node
     */
    record NodeBase(String node, List<Device> devices, List<Ip> others, Optional<Cidr> ipv6, List<Cidr> vpcCidrs, AwsNodeSettings settings) implements AwsNodeView {
        public NodeBase {
            devices = List.copyOf(devices);
            others = List.copyOf(others);
            vpcCidrs = List.copyOf(vpcCidrs);
        }
    }

    /**
     * An interface as the node sees it.
     *
     * @param number device number, 0 is the primary interface
     * @param id     interface id, empty if only the Node's address is known
     * @param mac    hardware address
     * @param ip     its primary address
     * @param subnet prefix around the interface, if the address lies in it or it names a gateway
     * @param setUp  whether aws-node sets it up; it leaves interfaces with the tag no_manage as they were attached
     */
    record Device(int number, String id, String mac, Ip ip, Optional<Cidr> subnet, boolean setUp) {

        /** @return {@code eth0}, {@code eth1}, ... */
        String name() {
            return "eth" + number;
        }
    }

    /**
     * A pod on the pod network.
     *
     * @param node   node name
     * @param pod    its key
     * @param uid    its uid
     * @param ip     its address; of IPv6 in an IPv6 cluster
     * @param device number of the interface that has the address; 0 too if none has it
     * @param branch its own interface, if it has one
     * @param egress its way to IPv4 servers in an IPv6 cluster
     * @param settings of aws-node
     */
    record PodLink(String node, ObjectKey pod, String uid, Ip ip, int device, Optional<Branch> branch, Optional<Ipv4Egress> egress, AwsNodeSettings settings)
            implements AwsNodeView {}

    /**
     * How a pod of an IPv6 cluster reaches IPv4 servers.
     *
     * @param address that the pod has for it
     * @param node    the node's IPv4 address, which servers see
     */
    record Ipv4Egress(Ip address, Ip node) {}

    /**
     * A pod's own interface.
     *
     * @param id      interface id
     * @param mac     hardware address
     * @param vlan    VLAN id
     * @param trunk   number of the device below
     * @param gateway of its subnet, if that is known
     */
    record Branch(String id, String mac, int vlan, int trunk, Optional<Ip> gateway) {

        /** @return the VLAN's device on the node */
        String name() {
            return "vlan.eth." + vlan;
        }
    }
}
