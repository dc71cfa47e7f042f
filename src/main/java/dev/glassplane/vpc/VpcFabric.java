package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Flow;
import dev.glassplane.vpc.firewall.Ruling;
import dev.glassplane.vpc.flowlog.FlowLog;
import java.util.List;
import java.util.Optional;

/** The VPC as the packets see it, read from one image. */
public interface VpcFabric {

    /** @return the interface that the VPC delivers packets for this address to */
    Optional<Attachment> holderOf(Ip ip);

    /** @return the interface with this id */
    Optional<Attachment> attachment(String eni);

    /** @return the interface's own address: what a flow log of version 2 calls it by */
    Optional<Ip> primaryOf(String eni);

    /** @return the interface's description, empty if it has none */
    String descriptionOf(String eni);

    /** @return whether the interface passes only packets from and to its own addresses */
    boolean sourceDestCheck(String eni);

    /** @return whether the address lies in a CIDR of the VPC */
    boolean contains(Ip ip);

    /** @return whether a packet from the subnet to this address crosses the subnet's edge, by its route table; always if the subnet is unknown */
    boolean leavesSubnet(String subnet, Ip to);

    /** @return whether EC2 gives instances of the subnet a public address ({@code mapPublicIPOnLaunch}); so too if the subnet is unknown */
    boolean givesPublicAddresses(String subnet);

    /** @return the NAT gateway that has the private address */
    Optional<NatGateway> natGatewayAt(Ip ip);

    /** @return the private address that objects of the VPC itself put behind a public one: an interface's or a NAT gateway's */
    Optional<Ip> behindPublic(Ip ip);

    /** @return the public address that an interface's primary address has outside, if its object says so; not the one that a node reports */
    Optional<Ip> publicOf(Ip ip);

    /** @return whether the address lies in a CIDR of the VPC with this name */
    boolean inVpc(String vpc, Ip ip);

    /** @return availability zone of a subnet, empty if it is unknown */
    String zoneOf(String subnet);

    /** @return the flow logs there are; if none, one that is thought of, which records everything in the default format */
    List<FlowLog> flowLogs();

    /** @return name of the VPC around a subnet, empty if it is unknown */
    String vpcOf(String subnet);

    /**
     * @param subnet  subnet of the interface that sends
     * @param to      destination
     * @return where the subnet's route table sends the packet
     */
    Egress route(String subnet, Ip to);

    /** @return what the interface's security groups say of a packet that opens a connection; empty if nobody gave it any */
    Optional<Ruling> securityGroups(String eni, Direction direction, Flow flow);

    /** @return ids of the interface's security groups; none if nobody gave it any */
    List<String> groupsOf(String eni);

    /** @return the network ACL that stands around the subnet, empty if only the default one does */
    Optional<String> aclOf(String subnet);

    /** @return what the network ACL of the subnet says; empty if only the default one stands around it, which lets everything pass */
    Optional<Ruling> networkAcl(String subnet, Direction direction, Flow flow);

    /**
     * @param eni    id of the network interface, for example {@code eni-0a1b...}
     * @param node   node it is attached to; empty for one of something else in the VPC
     * @param device the node's device, for example {@code eth0}
     * @param subnet subnet id
     * @param zone   availability zone
     */
    record Attachment(String eni, String node, String device, String subnet, String zone) {

        /** @return {@code eni-1 (node-a eth0, us-east-1a)} */
        public String words() {
            return eni + (node.isEmpty() ? zone.isEmpty() ? "" : " (" + zone + ")" : " (" + node + " " + device + ", " + zone + ")");
        }
    }

    /** What a route table says. */
    sealed interface Egress {
        /** Stays in the VPC. */
        record Local() implements Egress {}

        /** Leaves to the internet through this gateway; {@code source} is the public address that the outside sees, if known. */
        record Internet(String gateway, Optional<Ip> source) implements Egress {}

        /** Leaves to the internet over IPv6 through a gateway that lets no connection in. */
        record EgressOnly(String gateway) implements Egress {}

        /** Goes through a NAT gateway. */
        record Nat(NatGateway gateway) implements Egress {}

        /** Goes to another VPC. */
        record Peer(String connection, String vpc) implements Egress {}

        /** Is handed to an interface, whatever the destination is. */
        record ToInterface(Attachment at) implements Egress {}

        /** Is handed to the interface of a node that announced the destination to the routers; this is longer than any route of a table. */
        record Learned(Attachment at) implements Egress {}

        /** A route matches, but what it leads to is not there or not ready. */
        record Blackhole(Cidr destination, String target, String why) implements Egress {}

        /** A route matches whose target is not modelled. */
        record NotModelled(Cidr destination, String target) implements Egress {}

        /** No route. */
        record NoRoute() implements Egress {}
    }
}
