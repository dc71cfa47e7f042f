package dev.glassplane.vpc.flowlog;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.vpc.firewall.Direction;
import java.time.Instant;

/**
 * A packet at a network interface, as a flow log records it.
 *
 * @param eni       id of the interface
 * @param own       the interface's primary private address, by which fields of version 2 always call it (AWS VPC user guide, "Flow log limitations")
 * @param subnet    id of the interface's subnet, may be empty
 * @param direction which way the packet crosses the interface
 * @param packet    as it is at the interface
 * @param accept    whether security groups and network ACLs let it pass
 */
public record FlowRecord(String eni, Ip own, String subnet, Direction direction, Packet packet, boolean accept) {

    /** The account that every interface belongs to: the example that the AWS documentation uses. */
    public static final String ACCOUNT = "123456789012";

    /** @return field srcaddr: the sender of what comes in, the interface of what goes out */
    public Ip source() {
        return direction == Direction.EGRESS ? own : packet.source();
    }

    /** @return field dstaddr: the receiver of what goes out, the interface of what comes in */
    public Ip destination() {
        return direction == Direction.INGRESS ? own : packet.destination();
    }

    /** @return {@code ACCEPT} or {@code REJECT} */
    public String action() {
        return accept ? "ACCEPT" : "REJECT";
    }

    /**
     * @param at when the packet crossed the interface
     * @return the record in the default format, version 2: version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start
     *     end action log-status
     */
    public String line(Instant at) {
        long second = at.getEpochSecond();
        return String.join(" ", "2", ACCOUNT, eni, source().toString(), destination().toString(), Integer.toString(packet.sourcePort()),
                Integer.toString(packet.destinationPort()), Integer.toString(packet.protocol().number()), "1", Integer.toString(packet.sizeBytes()),
                Long.toString(second), Long.toString(second), action(), "OK");
    }
}
