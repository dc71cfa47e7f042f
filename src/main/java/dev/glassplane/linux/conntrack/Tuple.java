package dev.glassplane.linux.conntrack;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;

/** One direction of a connection, as conntrack keys it. */
public record Tuple(Protocol protocol, Ip source, int sourcePort, Ip destination, int destinationPort) {

    /** @return the tuple of the packet's header */
    public static Tuple of(Packet packet) {
        return new Tuple(packet.protocol(), packet.source(), packet.sourcePort(), packet.destination(), packet.destinationPort());
    }

    /** @return the same ends seen from the other side */
    public Tuple inverted() {
        return new Tuple(protocol, destination, destinationPort, source, sourcePort);
    }
}
