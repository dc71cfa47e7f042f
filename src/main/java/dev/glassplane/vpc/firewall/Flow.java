package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Optional;

/**
 * A packet as rules see it.
 *
 * @param packet its header
 * @param answer whether it answers another one; of ICMP that makes another type of message
 * @param via    private address of the load balancer's node that passes it on with its client's address: rules that admit a security group of the load
 *               balancer admit it (Network Load Balancer user guide, "Update the security groups")
 */
public record Flow(Packet packet, boolean answer, Optional<Ip> via) {

    /** A packet that comes straight from its sender. */
    public Flow(Packet packet, boolean answer) {
        this(packet, answer, Optional.empty());
    }

    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;

    /** @return the address that rules of the direction ask for: whence it comes in, or where it goes out to */
    public Ip other(Direction direction) {
        return direction == Direction.INGRESS ? packet.source() : packet.destination();
    }

    /** @return type of the ICMP message: packets of that protocol are echo requests and replies, whose code is 0 */
    int icmpType() {
        return packet.protocol() == Protocol.ICMPV6 ? (answer ? ECHO_REPLY_V6 : ECHO_REQUEST_V6) : answer ? ECHO_REPLY : ECHO_REQUEST;
    }

    /** @return {@code tcp 8080 from 10.0.1.5} */
    public String text(Direction direction) {
        String port = packet.protocol().hasPorts() ? " " + packet.destinationPort() : "";
        return Traffic.word(packet.protocol().number()) + port + " " + direction.preposition() + " " + other(direction);
    }
}
