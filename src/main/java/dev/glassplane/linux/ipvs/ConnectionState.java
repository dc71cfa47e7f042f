package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Protocol;

/**
 * States of a virtual server's connection, with their timeouts in seconds ({@code linux: net/netfilter/ipvs/ip_vs_proto_tcp.c} and its kin).
 * SCTP has many more; those of a connection that is being set up and of one that stands are kept apart.
 */
public enum ConnectionState {
    NONE(2, false), ESTABLISHED(900, true), SYN_SENT(120, true), SYN_RECV(60, true), FIN_WAIT(120, false), TIME_WAIT(120, false), CLOSE(10, false),
    CLOSE_WAIT(60, false), LAST_ACK(30, false), LISTEN(120, false), SYNACK(120, true),
    /** Any UDP traffic. */
    UDP(300, false),
    /** SCTP after the first chunk. */
    INIT1(4, false),
    /** Persistence template that may go when it is not needed. */
    TEMPLATE_NONE(0, false),
    /** Persistence template of a client that had a real connection. */
    ASSURED(0, false);

    private final int seconds;
    private final boolean active;

    ConnectionState(int seconds, boolean active) {
        this.seconds = seconds;
        this.active = active;
    }

    /** @return timeout that nobody changed, in seconds */
    int seconds() {
        return seconds;
    }

    /** @return whether the connection counts as active */
    public boolean active() {
        return active;
    }

    /** @return as {@code ipvsadm -Lnc} lists it */
    public String word() {
        return this == TEMPLATE_NONE ? "NONE" : name();
    }

    /** What a TCP packet is taken for: the first of rst, syn, fin, ack that is set. */
    public enum Event {
        SYN, FIN, ACK, RST
    }

    /** Who sent the packet; of a method without answers only {@link #CLIENT_ONLY} is seen. */
    public enum Side {
        CLIENT, SERVER, CLIENT_ONLY
    }

    /** @return the state after a packet */
    ConnectionState next(Protocol protocol, Side side, Event event) {
        return switch (protocol) {
            case UDP -> UDP;
            case SCTP -> this == NONE ? INIT1 : side == Side.SERVER ? ESTABLISHED : this;
            case TCP -> tcp(side, event);
            case ICMP, ICMPV6, IPIP -> this;
        };
    }

    private ConnectionState tcp(Side side, Event event) {
        return switch (side) {
            case SERVER -> server(event);
            case CLIENT -> client(event);
            case CLIENT_ONLY -> event == Event.FIN && (this == ESTABLISHED || this == FIN_WAIT) ? FIN_WAIT
                    : event == Event.RST && this == SYNACK ? CLOSE : client(event);
        };
    }

    private ConnectionState client(Event event) {
        return switch (event) {
            case SYN -> this == ESTABLISHED || this == SYN_SENT ? ESTABLISHED : SYN_RECV;
            case FIN -> switch (this) {
                case NONE, CLOSE -> CLOSE;
                case ESTABLISHED, CLOSE_WAIT -> CLOSE_WAIT;
                case SYN_SENT, LAST_ACK, LISTEN -> this;
                default -> TIME_WAIT;
            };
            case ACK -> switch (this) {
                case NONE, ESTABLISHED, SYN_RECV, SYNACK -> ESTABLISHED;
                case LAST_ACK -> CLOSE;
                default -> this;
            };
            case RST -> switch (this) {
                case SYN_RECV, SYNACK -> SYN_RECV;
                case LAST_ACK, LISTEN -> this;
                default -> CLOSE;
            };
        };
    }

    private ConnectionState server(Event event) {
        return switch (event) {
            case SYN -> switch (this) {
                case ESTABLISHED, SYN_RECV, LISTEN -> this;
                default -> SYN_SENT;
            };
            case FIN -> switch (this) {
                case ESTABLISHED, FIN_WAIT -> FIN_WAIT;
                case SYN_SENT, CLOSE, LAST_ACK, LISTEN -> this;
                default -> TIME_WAIT;
            };
            case ACK -> switch (this) {
                case NONE, ESTABLISHED, SYN_RECV, LISTEN, SYNACK -> ESTABLISHED;
                case LAST_ACK -> CLOSE;
                default -> this;
            };
            case RST -> switch (this) {
                case SYN_SENT, TIME_WAIT -> this;
                default -> CLOSE;
            };
        };
    }
}
