package dev.glassplane.net;

import java.util.Optional;

/**
 * The header fields of the first packet of a flow that the emulated network reads.
 *
 * @param source          source address
 * @param destination     destination address
 * @param protocol        transport protocol
 * @param sourcePort      0 where the protocol has no ports
 * @param destinationPort 0 where the protocol has no ports
 * @param ttl             hops left
 * @param sizeBytes       length of the IP packet
 * @param service         set if an option of the IP header names the Service that the sender asked (Cilium's DSR option)
 * @param tunnel          set if it carries another packet
 */
public record Packet(Ip source, Ip destination, Protocol protocol, int sourcePort, int destinationPort, int ttl, int sizeBytes,
                     Optional<IpPort> service, Optional<Tunnel> tunnel) {

    /** TTL that Linux gives to packets it sends. */
    public static final int DEFAULT_TTL = 64;
    /** Size of a TCP SYN with the usual options, IPv4. */
    public static final int DEFAULT_SIZE_BYTES = 60;

    public Packet {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("a packet from " + source + " to " + destination + " mixes families");
        }
        if (!protocol.hasPorts() && (sourcePort != 0 || destinationPort != 0)) {
            throw new IllegalArgumentException(protocol + " has no ports");
        }
    }

    /** A packet without options. */
    public Packet(Ip source, Ip destination, Protocol protocol, int sourcePort, int destinationPort, int ttl, int sizeBytes) {
        this(source, destination, protocol, sourcePort, destinationPort, ttl, sizeBytes, Optional.empty(), Optional.empty());
    }

    /** @return a first packet with default TTL and size */
    public static Packet of(Protocol protocol, Ip source, int sourcePort, Ip destination, int destinationPort) {
        return new Packet(source, destination, protocol, sourcePort, destinationPort, DEFAULT_TTL, DEFAULT_SIZE_BYTES);
    }

    /** @return the outer packet around another one, as the host that wraps it sends it */
    public static Packet around(Tunnel tunnel, Protocol protocol, Ip source, int sourcePort, Ip destination, int destinationPort) {
        return new Packet(source, destination, protocol, sourcePort, destinationPort, DEFAULT_TTL,
                tunnel.packet().sizeBytes() + tunnel.kind().overhead(), Optional.empty(), Optional.of(tunnel));
    }

    /** @return the same packet of another length, in bytes */
    public Packet ofSize(int bytes) {
        return new Packet(source, destination, protocol, sourcePort, destinationPort, ttl, bytes, service, tunnel);
    }

    /** @return family of both addresses */
    public Family family() {
        return source.family();
    }

    /** @return the same packet from another source */
    public Packet withSource(Ip ip, int port) {
        return new Packet(ip, destination, protocol, port, destinationPort, ttl, sizeBytes, service, tunnel);
    }

    /** @return the same packet to another destination */
    public Packet withDestination(Ip ip, int port) {
        return new Packet(source, ip, protocol, sourcePort, port, ttl, sizeBytes, service, tunnel);
    }

    /** @return the same packet one hop later */
    public Packet hopped() {
        return new Packet(source, destination, protocol, sourcePort, destinationPort, ttl - 1, sizeBytes, service, tunnel);
    }

    /**
     * @param added length of the option in bytes
     * @return the same packet with an option that names a Service
     */
    public Packet withService(IpPort named, int added) {
        return new Packet(source, destination, protocol, sourcePort, destinationPort, ttl, sizeBytes + added, Optional.of(named), tunnel);
    }

    /** @return the answer to this packet: ends swapped, TTL fresh */
    public Packet reply() {
        return of(protocol, destination, destinationPort, source, sourcePort);
    }

    /** @return {@code 10.0.0.1:4000 -> 10.0.0.2:80/TCP} */
    @Override
    public String toString() {
        return protocol.hasPorts()
                ? new IpPort(source, sourcePort) + " -> " + new IpPort(destination, destinationPort) + "/" + protocol
                : source + " -> " + destination + "/" + protocol;
    }
}
