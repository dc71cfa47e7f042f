package dev.glassplane.net;

/**
 * Port numbers from and to, both included.
 *
 * @param from first
 * @param to   last, not before the first
 */
public record PortRange(int from, int to) {

    public PortRange {
        if (from < 0 || to > 65_535 || from > to) {
            throw new IllegalArgumentException("expected ports between 0 and 65535, the first not behind the last, found " + from + " and " + to);
        }
    }

    /** A single port. */
    public PortRange(int port) {
        this(port, port);
    }

    /** @return whether the port is one of them */
    public boolean contains(int port) {
        return from <= port && port <= to;
    }

    /** @return {@code 80} or, as iptables writes it, {@code 8000:8010} */
    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + ":" + to;
    }
}
