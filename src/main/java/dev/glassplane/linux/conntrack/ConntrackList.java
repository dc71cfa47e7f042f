package dev.glassplane.linux.conntrack;

/**
 * Prints connections as {@code conntrack -L} of conntrack-tools 1.4 does. Timeouts are the full ones of a Linux kernel, as at the moment of the
 * last packet; a TCP connection that saw a SYN and its answer is in SYN_RECV.
 */
public final class ConntrackList {

    private ConntrackList() {}

    /** @return one line a connection, oldest first */
    public static String print(Conntrack conntrack) {
        StringBuilder text = new StringBuilder();
        conntrack.connections().forEach(connection -> text.append(line(connection)).append('\n'));
        return text.toString();
    }

    /** @return one connection as the tool prints it, without a line end */
    public static String line(Connection connection) {
        StringBuilder text = new StringBuilder();
        boolean answered = connection.established();
        text.append(String.format(java.util.Locale.ROOT, "%-8s %d ", word(connection), connection.original().protocol().number()));
        text.append(switch (connection.original().protocol()) {
            case TCP -> answered ? "60 SYN_RECV " : "120 SYN_SENT ";
            case SCTP -> "3 COOKIE_WAIT ";
            case UDP, ICMP, ICMPV6 -> "30 ";
            case IPIP -> "600 ";
        });
        append(text, connection.original());
        text.append(answered ? "" : "[UNREPLIED] ");
        append(text, connection.reply());
        return text.append("mark=").append(connection.mark()).append(" use=1").toString();
    }

    private static String word(Connection connection) {
        return switch (connection.original().protocol()) {
            case ICMPV6 -> "icmpv6";
            case IPIP -> "unknown";
            case TCP, UDP, SCTP, ICMP -> connection.original().protocol().word();
        };
    }

    private static void append(StringBuilder text, Tuple tuple) {
        text.append("src=").append(tuple.source()).append(" dst=").append(tuple.destination()).append(' ');
        if (tuple.protocol().hasPorts()) {
            text.append("sport=").append(tuple.sourcePort()).append(" dport=").append(tuple.destinationPort()).append(' ');
        }
    }
}
