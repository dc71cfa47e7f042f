package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;

/**
 * What a packet must ask for to get to a virtual server. Those that go by packet mark ({@code -f}) are not modelled.
 *
 * @param protocol TCP, UDP or SCTP
 * @param address  IPv4 or IPv6
 * @param port     0 to 65535; 0 stands for every port of a persistent service
 */
public record VirtualServerKey(Protocol protocol, Ip address, int port) implements Comparable<VirtualServerKey> {

    public VirtualServerKey {
        if (!protocol.hasPorts()) {
            throw new IllegalArgumentException("a virtual server has protocol TCP, UDP or SCTP, not " + protocol);
        }
    }

    /** @return address and port, as ipvsadm prints them */
    public IpPort ipPort() {
        return new IpPort(address, port);
    }

    /** The order of ipvsadm's listings: IPv4 first, then protocol number, address, port. */
    @Override
    public int compareTo(VirtualServerKey other) {
        int c = address.family().compareTo(other.address.family());
        c = c != 0 ? c : Integer.compare(protocol.number(), other.protocol.number());
        c = c != 0 ? c : address.compareTo(other.address);
        return c != 0 ? c : Integer.compare(port, other.port);
    }

    /** @return {@code TCP 10.96.0.10:53} */
    @Override
    public String toString() {
        return protocol + " " + ipPort();
    }
}
