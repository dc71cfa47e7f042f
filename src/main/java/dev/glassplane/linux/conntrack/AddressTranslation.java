package dev.glassplane.linux.conntrack;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.Optional;

/**
 * Gives a new connection its translation: what the reply tuple becomes ({@code linux: net/netfilter/nf_nat_core.c}). The kernel draws the port of
 * {@code --random-fully} at random; here it follows from the connection's tuple, so the same connection always gets the same port, and a different
 * one gets another with the probability that chance would give. Any port of the range is as true as any other.
 */
public final class AddressTranslation {

    private record PortRange(int from, int to) {}

    private AddressTranslation() {}

    /** @return the connection with its destination translated */
    public static Connection destination(Connection connection, IpPort to) {
        Tuple reply = connection.reply();
        int port = reply.protocol().hasPorts() ? to.port() : 0;
        return withReply(connection, new Tuple(reply.protocol(), to.ip(), port, reply.destination(), reply.destinationPort()));
    }

    /**
     * @param to          new source address
     * @param randomFully whether the port is drawn even if the old one is free
     * @param table       connections that the new one must not collide with
     * @return the connection with its source translated; empty if every port of the range is taken
     */
    public static Optional<Connection> source(Connection connection, Ip to, boolean randomFully, Conntrack table) {
        Tuple now = connection.reply().inverted();
        if (!randomFully) {
            Optional<Tuple> kept = Optional.of(now).filter(tuple -> tuple.source().equals(to) && isFree(tuple, connection, table))
                    .or(() -> sameMapping(now, to, connection, table))
                    .or(() -> Optional.of(withSource(now, to, now.sourcePort())).filter(tuple -> isFree(tuple, connection, table)));
            if (kept.isPresent()) {
                return kept.map(tuple -> withReply(connection, tuple.inverted()));
            }
        }
        if (!now.protocol().hasPorts()) {
            return Optional.of(withReply(connection, withSource(now, to, 0).inverted()));
        }
        return freePort(now, to, connection, table).map(tuple -> withReply(connection, tuple.inverted()));
    }

    /** @return the connection without a translation of its own: only the source port may change, if the old one collides */
    public static Optional<Connection> keepSource(Connection connection, Conntrack table) {
        return source(connection, connection.reply().destination(), false, table);
    }

    /** Another connection of the same source already maps to this address: the kernel uses its mapping again. */
    private static Optional<Tuple> sameMapping(Tuple now, Ip to, Connection connection, Conntrack table) {
        return table.connections().stream()
                .filter(other -> other.original().protocol() == now.protocol() && other.original().source().equals(now.source())
                        && other.original().sourcePort() == now.sourcePort() && other.reply().destination().equals(to))
                .map(other -> withSource(now, to, other.reply().destinationPort()))
                .filter(tuple -> isFree(tuple, connection, table)).findFirst();
    }

    private static Optional<Tuple> freePort(Tuple now, Ip to, Connection connection, Conntrack table) {
        PortRange range = range(now.sourcePort());
        int size = range.to() - range.from() + 1;
        int start = (int) Math.floorMod(hash(connection.original(), to), (long) size);
        for (int i = 0; i < size; i++) {
            Tuple tuple = withSource(now, to, range.from() + (start + i) % size);
            if (isFree(tuple, connection, table)) {
                return Optional.of(tuple);
            }
        }
        return Optional.empty();
    }

    /** A privileged port stays privileged. */
    private static PortRange range(int port) {
        return port < 512 ? new PortRange(1, 511) : port < 1024 ? new PortRange(600, 1023) : new PortRange(1024, 65_535);
    }

    private static boolean isFree(Tuple tuple, Connection connection, Conntrack table) {
        return table.find(tuple.inverted()).filter(other -> !other.original().equals(connection.original())).isEmpty();
    }

    private static Tuple withSource(Tuple tuple, Ip source, int port) {
        return new Tuple(tuple.protocol(), source, port, tuple.destination(), tuple.destinationPort());
    }

    private static Connection withReply(Connection connection, Tuple reply) {
        return connection.withReply(reply);
    }

    /** Not {@code hashCode}: that of an enum differs from run to run. */
    private static long hash(Tuple tuple, Ip to) {
        long hash = tuple.protocol().number();
        long[] words = {tuple.source().high(), tuple.source().low(), tuple.sourcePort(), tuple.destination().high(), tuple.destination().low(),
            tuple.destinationPort(), to.high(), to.low()};
        for (long word : words) {
            hash = mix(hash * 31 + word);
        }
        return hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
