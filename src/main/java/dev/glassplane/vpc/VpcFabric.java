package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.Optional;

/** The VPC as the packets see it, read from one image. */
public interface VpcFabric {

    /** @return the interface that the VPC delivers packets for this address to */
    Optional<Attachment> holderOf(Ip ip);

    /** @return whether the address lies in a CIDR of the VPC */
    boolean contains(Ip ip);

    /**
     * @param subnet  subnet of the interface that sends
     * @param to      destination
     * @return where the subnet's route table sends the packet
     */
    Egress route(String subnet, Ip to);

    /**
     * @param eni    id of the network interface, for example {@code eni-0a1b...}
     * @param node   node it is attached to
     * @param device the node's device, for example {@code eth0}
     * @param subnet subnet id
     * @param zone   availability zone
     */
    record Attachment(String eni, String node, String device, String subnet, String zone) {}

    /** What a route table says. */
    sealed interface Egress {
        /** Stays in the VPC. */
        record Local() implements Egress {}

        /** Leaves to the internet through this gateway; {@code source} is the public address that the outside sees, if known. */
        record Internet(String gateway, Optional<Ip> source) implements Egress {}

        /** No route. */
        record NoRoute() implements Egress {}
    }
}
