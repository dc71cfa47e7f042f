package dev.glassplane.trace.model;

import dev.glassplane.dns.Resolution;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.loadbalancer.evaluate.Evaluation;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.vpc.firewall.Ruling;
import dev.glassplane.vpc.flowlog.FlowLog;
import dev.glassplane.vpc.flowlog.FlowRecord;
import java.util.List;
import java.util.Optional;

/** One thing that a device did with a packet. Renderers switch over all of them. */
public sealed interface Step {

    /**
     * The sender's resolver looked up the name that the packet is meant for.
     *
     * @param resolution query by query
     * @param way        where the first query went, for people; empty if its way was not followed
     */
    record Resolved(Resolution resolution, String way) implements Step {}

    /** A process made the packet. */
    record Sent(Packet packet) implements Step {}

    /** It came in by a device. */
    record Arrived(String iface, Packet packet) implements Step {}

    /** Connection tracking looked it up; see {@code StackStep.Tracked}. */
    record Tracked(String state, Connection connection, boolean reply) implements Step {}

    /**
     * A rule matched.
     *
     * @param index   1 for the chain's first rule
     * @param acts    the rule's statement, or the verdict that it took from a map
     * @param skipped rules evaluated without a match since the last match in this visit of the chain
     * @param result  continue, jump, goto, return, accept, drop, reject, dnat, snat, masquerade
     * @param mark    set if it changed the packet mark
     * @param change  set if it translated an address
     * @param choice  set if it was one of several options
     */
    record RuleMatched(Hook hook, ChainId chain, int index, Rule rule, Statement acts, int skipped, String result, Optional<Mark> mark,
                       Optional<Change> change, Optional<Choice> choice) implements Step {

        /** @return the same with a mark changed */
        public RuleMatched marked(Mark other) {
            return new RuleMatched(hook, chain, index, rule, acts, skipped, result, Optional.of(other), change, choice);
        }

        /** @return the same with an address translated */
        public RuleMatched changed(Change other) {
            return new RuleMatched(hook, chain, index, rule, acts, skipped, result, mark, Optional.of(other), choice);
        }
    }

    /** A chain ended without a further match: {@code return} to its caller, or the policy {@code accept} or {@code drop}. */
    record ChainEnded(Hook hook, ChainId chain, int skipped, String end) implements Step {}

    /** A known connection's translation was applied, without asking a rule. */
    record Translated(Change change) implements Step {}

    /** A route was looked up; neither local nor a route means there is none. */
    record Routed(boolean local, Optional<PolicyRule> rule, Optional<Route> route) implements Step {}

    /** A keyed table was asked: an nft map, an ipset, the virtual servers, a BPF map. */
    record LookedUp(Lookup lookup) implements Step {}

    /**
     * A machine other than a netfilter rule decided something.
     *
     * @param decision what and why
     * @param change   set if it translated an address
     * @param choice   set if it was one of several options
     */
    record Decided(Decision decision, Optional<Change> change, Optional<Choice> choice) implements Step {}

    /** A bridge passed it to the port behind which somebody has the address. */
    record Bridged(String bridge, Ip ip, String port) implements Step {}

    /**
     * A device put it into another packet.
     *
     * @param origin who said where the other end is
     * @param inner  what was wrapped
     * @param outer  around it
     */
    record Encapsulated(String device, Origin origin, Packet inner, Packet outer) implements Step {}

    /** A device took it out of another packet. */
    record Decapsulated(String device, Packet outer, Packet inner) implements Step {}

    /** It left by a device. */
    record Left(String iface, Ip nextHop, Packet packet) implements Step {}

    /** A process has it. {@code listener} names what listens there, empty if that is only assumed. */
    record Received(Packet packet, String listener) implements Step {}

    /**
     * The VPC or the internet said where it goes.
     *
     * @param hook     {@code vpc-route}, {@code interface}, {@code gateway} or {@code internet}
     * @param evidence what it said
     * @param change   set if the gateway translated an address
     */
    record Fabric(String hook, String evidence, Optional<Change> change) implements Step {}

    /** A security group or a network ACL was asked. */
    record Filtered(Ruling ruling) implements Step {}

    /**
     * The packet crossed a network interface of the VPC.
     *
     * @param flow what a flow log records of it
     * @param logs those that do
     */
    record Logged(FlowRecord flow, List<FlowLog> logs) implements Step {}

    /** A load balancer or proxy looked at a connection or request and decided. */
    record Balanced(Evaluation evaluation) implements Step {}

    /**
     * A load balancer or proxy opens a connection of its own, in place of one that it ended.
     *
     * @param packet the first one
     * @param talk   what it says over it, if the question says what the client says
     */
    record Connected(Packet packet, Optional<Talk> talk) implements Step {}

    /**
     * What a process is told: the source that it sees, and what is said.
     *
     * @param packet as it has it
     */
    record Heard(Packet packet, Talk talk) implements Step {}

    /** A packet mark changed. */
    record Mark(int from, int to) {
        public Mark {
            if (from == to) {
                throw new IllegalArgumentException("a mark step must change the mark: " + from);
            }
        }
    }

    /** A header changed. {@code kind}: DNAT, SNAT, un-DNAT, un-SNAT. */
    record Change(String kind, Packet before, Packet after) {
        public Change {
            if (before.equals(after)) {
                throw new IllegalArgumentException("a translation must change something: " + before);
            }
        }
    }

    /** @return the header change that the step made, if it made one */
    static Optional<Change> translation(Step step) {
        return switch (step) {
            case RuleMatched rule -> rule.change();
            case Translated translated -> Optional.of(translated.change());
            case Fabric fabric -> fabric.change();
            case Decided decided -> decided.change();
            case Resolved _, Sent _, Arrived _, Tracked _, ChainEnded _, Routed _, Left _, Received _, LookedUp _, Filtered _, Logged _, Bridged _, Encapsulated _,
                 Decapsulated _, Balanced _, Connected _, Heard _ -> Optional.empty();
        };
    }
}
