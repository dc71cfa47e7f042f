package dev.glassplane.linux.stack;

import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
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

    /**
     * No route, or an unreachable one: the sender gets ICMP {@code word} ({@code icmp-net-unreachable}, {@code icmp-host-unreachable},
     * {@code icmp6-no-route}); a process of this host gets the matching error of its system call.
     */
    record Unreachable(String word) implements StackResult {}

    /**
     * The kernel itself threw it away.
     *
     * @param reason {@code RPF_FAILED}, {@code MARTIAN_SOURCE}, {@code MARTIAN_DESTINATION}, {@code LOCALNET_BLOCKED} (127.0.0.0/8 or ::1 across
     *               devices without {@code route_localnet}), {@code FORWARDING_OFF} ({@code ip_forward} is 0), {@code TTL_EXPIRED} (the sender
     *               gets ICMP time exceeded), {@code FDB_MISS} (a VXLAN device does not know behind which host an address is),
     *               {@code TUNNEL_UNROUTED} (no route for the outer packet), {@code TUNNEL_UNKNOWN} (no device takes the outer packet here),
     *               {@code OTHER_HOST} (the inner frame is for another hardware address), {@code HAIRPIN_OFF} (a port of a bridge does not send
     *               back what it gave), {@code BLACKHOLE}, {@code REROUTE_FAILED} (no route to where the rules of OUTPUT sent a
     *               TCP packet), {@code EARLY_DEMUX} (a packet for a socket of this host that a policy rule would forward),
     *               or {@code NAT_PORT_EXHAUSTED}
     */
    record Discarded(String reason) implements StackResult {}

    /**
     * A machine other than netfilter stopped it: virtual servers, a BPF program.
     *
     * @param by       the machine, as traces print it: {@code ip_vs}, {@code cil_from_netdev tc ingress ens5}
     * @param reason   {@code no endpoints}, the field that asked for it, a drop reason of Cilium ({@code Is a ClusterIP}), or empty text if the
     *                 sentence says all there is
     * @param with     error that the sender gets, as iptables names it, or that of its system call ({@code EHOSTUNREACH}); empty if it vanishes
     * @param origin   whose object it follows from
     * @param sentence why, for people
     */
    record Stopped(String by, String reason, Optional<String> with, Optional<Origin> origin, String sentence) implements StackResult {

        /** Reason of a packet that policies do not let into a pod. */
        public static final String POLICY_INGRESS = "policies for ingress";
        /** Reason of a packet that policies do not let out of a pod. */
        public static final String POLICY_EGRESS = "policies for egress";
    }

    /** Nobody on the device's link answers ARP for the address: after three seconds the sender hears that the host is unreachable. */
    record NoNeighbor(String device, Ip ip) implements StackResult {}

    /** It does not fit the outgoing device; the sender gets ICMP fragmentation needed (packet too big). */
    record TooBig(String device, int mtu) implements StackResult {}

    /** What happens next is not modelled; the sentence cites the limit. */
    record NotModelled(String sentence) implements StackResult {}
}
