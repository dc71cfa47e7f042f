package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Protocol;

/**
 * Protocol and ports of a rule. Only TCP and UDP are told apart by port, ICMP by type and code; of any other protocol a rule takes all (AWS VPC user
 * guide, "Network ACL rules"; EC2 API reference, {@code IpPermission}).
 *
 * @param protocol IANA number, {@link #ALL} for every protocol
 * @param from     first port, or ICMP type; {@link #ALL} for every one
 * @param to       last port, or ICMP code; {@link #ALL} for every one
 */
public record Traffic(int protocol, int from, int to) {

    /** Every protocol, port, type or code. */
    public static final int ALL = -1;
    /** Everything. */
    public static final Traffic EVERYTHING = new Traffic(ALL, ALL, ALL);

    private static final int PORT_MAX = 65_535;

    /** @return whether the rule speaks of the packet */
    boolean matches(Flow flow) {
        Protocol of = flow.packet().protocol();
        if (protocol == ALL || protocol != of.number()) {
            return protocol == ALL;
        }
        return switch (of) {
            case TCP, UDP -> wholeRange() || from <= flow.packet().destinationPort() && flow.packet().destinationPort() <= to;
            case ICMP, ICMPV6 -> (from == ALL || from == flow.icmpType()) && (from == ALL || to == ALL || to == 0);
            case SCTP, IPIP -> true;
        };
    }

    private boolean wholeRange() {
        return from == ALL || from == 0 && to == PORT_MAX;
    }

    /** @return {@code tcp 30000-32767}, {@code icmp type 8}, {@code all traffic} */
    @Override
    public String toString() {
        if (protocol == ALL) {
            return "all traffic";
        }
        String word = word(protocol);
        if (protocol == Protocol.TCP.number() || protocol == Protocol.UDP.number()) {
            return word + (wholeRange() ? "" : from == to ? " " + from : " " + from + "-" + to);
        }
        boolean icmp = protocol == Protocol.ICMP.number() || protocol == Protocol.ICMPV6.number();
        return word + (icmp && from != ALL ? " type " + from + (to == ALL ? "" : " code " + to) : "");
    }

    /** @return {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, {@code sctp}, or the number */
    static String word(int number) {
        for (Protocol each : Protocol.values()) {
            if (each.number() == number) {
                return each.name().toLowerCase(java.util.Locale.ROOT);
            }
        }
        return "protocol " + number;
    }
}
