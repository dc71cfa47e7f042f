package dev.glassplane.cni;

import dev.glassplane.calico.CalicoNode;
import dev.glassplane.cni.vxlan.FlannelAddresses;
import dev.glassplane.dataplane.NodeAddressSource;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node's addresses: the primary ones of its interfaces, what the Node names beside them, and those that the pod network puts on devices of its own.
 *
 * @param reader reads the VPC out of images
 */
record NetworkAddresses(VpcReader reader) implements NodeAddressSource {

    @Override
    public List<Ip> addresses(Node node, ClusterImage image) {
        List<Ip> addresses = new ArrayList<>();
        reader.of(image).interfacesOf(node.name()).forEach(of -> {
            of.primary().ifPresent(addresses::add);
            of.ipv6().ifPresent(addresses::add);
        });
        node.internalIps().stream().filter(ip -> addresses.isEmpty() && ip.isV4() || !ip.isV4() && !addresses.contains(ip)).forEach(addresses::add);
        addresses.addAll(switch (ClusterNetwork.of(image).kind()) {
            case VPC -> List.of();
            case BGP -> Stream.of(CalicoNode.IPIP_ADDRESS, CalicoNode.VXLAN_ADDRESS).map(node.annotations()::get).flatMap(text -> Ip.tryParse(text).stream()).toList();
            case VXLAN -> FlannelAddresses.of(node);
        });
        return List.copyOf(addresses);
    }

    @Override
    public boolean reads(String resource) {
        return resource.equals(NetworkInterface.RESOURCE);
    }
}
