package dev.glassplane.vpc.flowlog;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.vpc.firewall.Direction;

/**
 * A packet at a network interface, as a flow log records it.
 *
 * @param at        the interface
 * @param direction which way the packet crosses the interface
 * @param packet    as it is at the interface
 * @param answer    whether it answers another packet
 * @param accept    whether security groups and network ACLs let it pass
 */
public record FlowRecord(Interface at, Direction direction, Packet packet, boolean answer, boolean accept) {

    /**
     * Where it is recorded.
     *
     * @param eni    id of the interface
     * @param own    its primary private address, by which fields of version 2 always call it (AWS VPC user guide, "Flow log limitations"); for IPv6
     *               the address of the packet
     * @param subnet id of its subnet, may be empty
     * @param vpc    name of its VPC, may be empty
     * @param zone   availability zone, may be empty
     */
    public record Interface(String eni, Ip own, String subnet, String vpc, String zone) {}

    /** @return field srcaddr: the sender of what comes in, the interface of what goes out */
    public Ip source() {
        return direction == Direction.EGRESS ? at.own() : packet.source();
    }

    /** @return field dstaddr: the receiver of what goes out, the interface of what comes in */
    public Ip destination() {
        return direction == Direction.INGRESS ? at.own() : packet.destination();
    }

    /** @return {@code ACCEPT} or {@code REJECT} */
    public String action() {
        return accept ? "ACCEPT" : "REJECT";
    }
}
