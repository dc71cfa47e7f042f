package dev.glassplane.linux.bpf;

import dev.glassplane.net.Protocol;

/** Protocol byte of service and backend entries: {@link #ANY} stands in wildcard entries. */
public enum L4 {
    ANY(0), TCP(6), UDP(17), SCTP(132);

    private final int number;

    L4(int number) {
        this.number = number;
    }

    /** @return number of the IP header, 0 for any */
    public int number() {
        return number;
    }

    /**
     * @return the entry's protocol for packets of this one
     * @throws IllegalArgumentException if it has no ports
     */
    public static L4 of(Protocol protocol) {
        return switch (protocol) {
            case TCP -> TCP;
            case UDP -> UDP;
            case SCTP -> SCTP;
            case ICMP, ICMPV6, IPIP -> throw new IllegalArgumentException(protocol + " has no ports: no service entry can be of it");
        };
    }

    static L4 ofNumber(int number) {
        for (L4 l4 : values()) {
            if (l4.number == number) {
                return l4;
            }
        }
        throw new IllegalArgumentException("protocol " + number + " in a map entry: expected 0, 6, 17 or 132");
    }
}
