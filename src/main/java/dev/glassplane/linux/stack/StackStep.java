package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** One thing that a host did with a packet. */
public sealed interface StackStep {

    /** The packet came in by a device. */
    record Entered(String device, Packet packet) implements StackStep {}

    /** The packet was made by a process of this host. */
    record Originated(Packet packet) implements StackStep {}

    /**
     * Connection tracking looked the packet up.
     *
     * @param state      NEW, ESTABLISHED or INVALID
     * @param connection the entry, new or found; for INVALID, which has none, the packet's own tuple
     * @param reply      whether the packet runs in the reply direction
     */
    record Tracked(String state, Connection connection, boolean reply) implements StackStep {}

    /**
     * A rule matched.
     *
     * @param hook     hook under way
     * @param chain    chain of the rule
     * @param position 1 for the chain's first rule
     * @param rule     the rule
     * @param acts     the rule's statement, or the verdict that it took from a map
     * @param passed   rules of this chain evaluated without a match since the last match in this visit
     * @param result   continue, jump, goto, return, accept, drop, reject, dnat, snat, masquerade
     */
    record Matched(Hook hook, ChainId chain, int position, Rule rule, Statement acts, int passed, String result) implements StackStep {}

    /**
     * A chain ended without a further match.
     *
     * @param passed rules evaluated since the last match in this visit
     * @param end    {@code return} to the caller, or the base chain's policy: {@code accept} or {@code drop}
     */
    record ChainEnded(Hook hook, ChainId chain, int passed, String end) implements StackStep {}

    /** A probability rule was asked: option {@code taken} of {@code of}, with this probability. */
    record Chose(Draw draw, int taken, BigFraction probability) implements StackStep {}

    /** The packet mark changed. */
    record Marked(int from, int to) implements StackStep {}

    /** Header changed. {@code kind}: DNAT, SNAT, or the undoing of either on a reply: un-DNAT, un-SNAT. */
    record Translated(String kind, Packet before, Packet after) implements StackStep {
        public Translated {
            if (before.equals(after)) {
                throw new IllegalArgumentException("a translation must change something: " + before);
            }
        }
    }

    /**
     * A route was chosen.
     *
     * @param local whether the local table answered: the packet is for this host
     * @param rule  policy rule that led to the table; empty if local
     * @param route the route; empty if local or none was found
     */
    record Routed(boolean local, Optional<PolicyRule> rule, Optional<Route> route) implements StackStep {}

    /** A keyed table was asked. */
    record LookedUp(Lookup lookup) implements StackStep {}

    /** A machine other than a netfilter rule decided something. */
    record Decided(Decision decision) implements StackStep {}

    /**
     * A bridge decided where a frame goes.
     *
     * @param bridge name of the bridge device
     * @param ip     whom the frame is for
     * @param port   port that it leaves by
     */
    record Bridged(String bridge, Ip ip, String port) implements StackStep {}

    /**
     * A device put the packet into another one.
     *
     * @param device VXLAN or IPIP device
     * @param origin who said where the other end is: of the entry of its forwarding table, or of the route
     * @param before the inner packet
     * @param after  the outer packet
     */
    record Encapsulated(String device, Origin origin, Packet before, Packet after) implements StackStep {}

    /** A device took the packet out of another one. {@code after} is the inner packet. */
    record Decapsulated(String device, Packet before, Packet after) implements StackStep {}

    /** The packet went out by a device. */
    record Left(String device, Packet packet) implements StackStep {}

    /** The packet reached a process of this host. */
    record DeliveredLocally(Packet packet) implements StackStep {}
}
