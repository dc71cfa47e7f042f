package dev.glassplane.loadbalancer.aws;

import java.util.Comparator;

/**
 * One inbound rule of a security group, for one peer.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param from     first port
 * @param to       last port
 * @param peer     who may connect
 */
public record Permission(String protocol, int from, int to, Peer peer) implements Comparable<Permission> {

    private static final int PORT_MAX = 65_535;

    /** Who may connect. */
    public sealed interface Peer {

        /** Addresses of a prefix, IPv4 or IPv6. */
        record Block(String cidr) implements Peer {}

        /** Addresses of a managed prefix list. */
        record PrefixList(String id) implements Peer {}

        /** Interfaces that have a security group. */
        record Group(String id) implements Peer {}
    }

    /** @return a rule for one port */
    public static Permission port(String protocol, int port, Peer peer) {
        return new Permission(protocol, port, port, peer);
    }

    /** @return a rule for every port */
    public static Permission all(String protocol, Peer peer) {
        return new Permission(protocol, 0, PORT_MAX, peer);
    }

    /** A fixed order, so that objects do not change for nothing. */
    @Override
    public int compareTo(Permission other) {
        return Comparator.comparing((Permission each) -> each.peer().toString()).thenComparing(Permission::protocol).thenComparingInt(Permission::from)
                .thenComparingInt(Permission::to).compare(this, other);
    }
}
