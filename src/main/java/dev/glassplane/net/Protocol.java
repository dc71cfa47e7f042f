package dev.glassplane.net;

import java.util.Locale;

/** Transport protocol, with the number of the IP header and the words that tools print. */
public enum Protocol {
    ICMP(1),
    /** A whole IPv4 packet inside another one (RFC 2003): what tunl0 sends. No process sends it. */
    IPIP(4),
    TCP(6),
    UDP(17),
    ICMPV6(58),
    SCTP(132);

    private final int number;
    private final String word;

    Protocol(int number) {
        this.number = number;
        this.word = this.number == 58 ? "ipv6-icmp" : this.number == 4 ? "ipencap" : name().toLowerCase(Locale.ROOT);
    }

    /** @return protocol number of the IP header */
    public int number() {
        return number;
    }

    /** @return the word iptables prints, for example {@code tcp} */
    public String word() {
        return word;
    }

    /** @return whether packets of this protocol carry port numbers */
    public boolean hasPorts() {
        return this == TCP || this == UDP || this == SCTP;
    }

    /**
     * @param text a protocol name in any case, as in {@code Service.spec.ports[].protocol}
     * @throws IllegalArgumentException naming the accepted words
     */
    public static Protocol parse(String text) {
        for (Protocol protocol : values()) {
            if (protocol != IPIP && protocol.name().equalsIgnoreCase(text)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("unknown protocol \"" + text + "\": expected TCP, UDP, SCTP, ICMP or ICMPV6");
    }
}
