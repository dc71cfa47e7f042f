package dev.glassplane.linux.bpf;

import dev.glassplane.net.Ip;

/** A client that a frontend remembers ({@code cilium_lb4_affinity}, {@code cilium_lb6_affinity}). */
public record AffinityKey(Client client, int revNatId) {

    /** Who the client is. */
    public sealed interface Client {}

    /** On the packet path: its address. */
    public record Address(Ip ip) implements Client {}

    /** At the socket hooks: the cookie of its network namespace. */
    public record Netns(long cookie) implements Client {}
}
