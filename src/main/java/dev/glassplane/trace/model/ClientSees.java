package dev.glassplane.trace.model;

import java.util.Locale;

/** What the sender's program sees of it all. */
public enum ClientSees {
    CONNECTED, RST, ICMP_PORT_UNREACHABLE, ICMP_HOST_PROHIBITED, ICMP_NET_UNREACHABLE, ICMP_HOST_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED,
    /** The send call says so: EMSGSIZE. */
    MESSAGE_TOO_LONG, TIMEOUT, NXDOMAIN, NO_DATA, TRY_AGAIN,
    /** The handshake of TLS fails. */
    TLS_ERROR,
    /** An answer of HTTP with a status of that class. */
    HTTP_2XX, HTTP_3XX, HTTP_4XX, HTTP_5XX;

    /** @return the word of the answer, for example {@code icmp-port-unreachable} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param with the error as iptables names it, for either family
     * @return what a program makes of it
     */
    public static ClientSees of(String with) {
        return switch (with) {
            case "tcp-reset" -> RST;
            case "icmp-port-unreachable", "icmp6-port-unreachable" -> ICMP_PORT_UNREACHABLE;
            case "icmp-host-prohibited", "icmp-net-prohibited", "icmp-admin-prohibited", "icmp6-adm-prohibited" -> ICMP_HOST_PROHIBITED;
            case "icmp-net-unreachable", "icmp6-no-route" -> ICMP_NET_UNREACHABLE;
            case "icmp-host-unreachable", "icmp6-addr-unreachable" -> ICMP_HOST_UNREACHABLE;
            default -> throw new IllegalArgumentException("unknown ICMP error \"" + with + "\"");
        };
    }
}
