package dev.glassplane.linux.stack;

import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.Optional;

/** How a packet's visit to a host ended. */
public sealed interface StackResult {

    /** It left. {@code nextHop} is the gateway, or the destination itself on a link route. */
    record Forwarded(Packet packet, String device, Ip nextHop) implements StackResult {}

    /** A process of this host has it. */
    record Delivered(Packet packet) implements StackResult {}

    /** A rule (or a chain's policy, then {@code rule} is empty) dropped it. */
    record Dropped(ChainId chain, Optional<Rule> rule) implements StackResult {}

    /** A rule refused it; the sender gets the named ICMP error or reset. */
    record Rejected(ChainId chain, Rule rule, String with) implements StackResult {}

    /** No route, or an unreachable one: the sender gets ICMP {@code word} ({@code icmp-net-unreachable}, {@code icmp-host-unreachable}). */
    record Unreachable(String word) implements StackResult {}

    /** The kernel itself threw it away: {@code RPF_FAILED}, {@code MARTIAN_SOURCE}, {@code TTL_EXPIRED}, {@code BLACKHOLE}. */
    record Discarded(String reason) implements StackResult {}

    /** It does not fit the outgoing device. */
    record TooBig(String device, int mtu) implements StackResult {}
}
