package dev.glassplane.trace.walk;

import dev.glassplane.image.Service;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.device.BalancerDevice;
import dev.glassplane.trace.device.Carried;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.device.Journey;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.device.NodeDevice;
import dev.glassplane.trace.device.OutsideDevice;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.device.PodDevice;
import dev.glassplane.trace.device.VpcDevice;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Leg;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Reply;
import dev.glassplane.trace.model.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One packet from device to device until it ends, and its answer on the way back. */
final class Walk {

    /** Devices that a packet may pass before the walk calls it a loop. */
    static final int HOPS_MAX = 32;

    private static final PodDevice POD = new PodDevice();
    private static final NodeDevice NODE = new NodeDevice();
    private static final VpcDevice VPC = new VpcDevice();
    private static final OutsideDevice OUTSIDE = new OutsideDevice();
    private static final BalancerDevice BALANCER = new BalancerDevice();

    private final Start start;
    private final Journey journey;
    /** Set for the connection's later packets: chance has no say in what becomes of them. */
    private boolean following;
    private boolean left;

    /** A walk over hosts that have seen nothing yet. */
    Walk(Start start, Network network, Decisions decisions) {
        this(start, network, decisions, new LinkedHashMap<>(), Journey.NOW);
    }

    /** @param memories of the hosts, by unique name; the walk adds to them */
    Walk(Start start, Network network, Decisions decisions, Map<String, HostMemory> memories, Instant now) {
        this.start = start;
        this.journey = new Journey(network, draw -> following ? leaveToChance() : decisions.choose(draw), memories, now);
        journey.conversation().says(start.talk());
        start.published().ifPresent(ip -> journey.publish(ip, ip));
    }

    /** One direction, with what stopped it. */
    private record Walked(Leg leg, Stop stop) {}

    /** @return the path; {@code decisions} have then been asked everything, and {@link #journey} knows what was assumed */
    Path run(Weighing share, boolean answer) {
        return run(share, answer, true);
    }

    /** @param tracked whether the path should tell of all connections that the nodes know then */
    Path run(Weighing share, boolean answer, boolean tracked) {
        Walked there = walk(start.place(), start.packet());
        Optional<Reply> reply = Optional.empty();
        if (answer && there.stop().delivered().isPresent()) {
            journey.turn(true);
            Reply back = reply(there.stop().at(), there.stop().delivered().get(), there.leg().hops());
            reply = Optional.of(there.stop().end().outcome().arrived() ? followed(there, back) : back);
        }
        Answers.Given given = new Answers(journey, this::reply).given(there.stop(), reply, answer);
        return new Path(share.share(), there.leg(), there.stop().delivered(), given.reply(), tracked ? journey.tracked() : List.of(),
                tracked ? journey.served() : List.of(), given.answer());
    }

    Journey journey() {
        return journey;
    }

    private Walked walk(Place from, Packet sent) {
        List<Hop> hops = new ArrayList<>();
        Place place = from;
        Packet packet = sent;
        while (true) {
            Carried carried = takenBack(carry(packet, place));
            Optional<Stop> stop = switch (carried.next()) {
                case Stop ended -> Optional.of(full(hops, carried, explained(ended)));
                case Forward forward when hops.size() + 1 >= HOPS_MAX -> Optional.of(new Stop(End.failed(Outcome.LOOP, ReasonCode.TTL_EXPIRED,
                        "after " + HOPS_MAX + " devices it is still under way: " + forward.packet(), ClientSees.TIMEOUT), place, Optional.empty()));
                case Forward _ -> Optional.empty();
            };
            List<Step> steps = new ArrayList<>(hops.isEmpty() && !journey.answering() && !following ? start.resolved().stream().toList() : List.of());
            steps.addAll(carried.steps());
            hops.add(new Hop(carried.device(), carried.in(), carried.out(), steps, stop.map(Stop::end)));
            if (stop.isPresent()) {
                return new Walked(new Leg(hops), stop.get());
            }
            Forward forward = (Forward) carried.next();
            place = forward.place();
            packet = forward.packet();
        }
    }

    private Carried carry(Packet packet, Place place) {
        return switch (place) {
            case Place.InPod pod -> POD.carry(packet, pod, journey);
            case Place.OnNode node -> NODE.carry(packet, node, journey);
            case Place.InVpc vpc -> VPC.carry(packet, vpc, journey);
            case Place.Outside outside -> OUTSIDE.carry(packet, outside, journey);
            case Place.AtBalancer at -> BALANCER.carry(packet, at, journey);
        };
    }

    /** Whoever handed a packet to a node takes the answer back, if it leaves where the packet came in. */
    private Carried takenBack(Carried carried) {
        boolean outside = journey.answering() && start.anywhere() && start.place() instanceof Place.OnNode node
                && carried.next() instanceof Forward(Place.InVpc _, Packet answer) && carried.device().name().equals(node.node())
                && node.iface().filter(carried.out()::equals).isPresent() && Tuple.of(answer).equals(Tuple.of(start.packet()).inverted());
        if (!outside) {
            return carried;
        }
        journey.assume(Assumption.ASSUMED_ANSWER_TAKEN_BACK);
        return new Carried(carried.device(), carried.in(), carried.out(), carried.steps(), new Stop(End.arrived(Outcome.DELIVERED,
                "the answer leaves where the packet came in"), start.place(), Optional.of(((Forward) carried.next()).packet())));
    }

    /** An entry that a full map left out is the better explanation of all that went wrong after it was missed. */
    private Stop full(List<Hop> before, Carried last, Stop stop) {
        if (stop.end().outcome().arrived() || stop.end().outcome() == Outcome.UNSUPPORTED || journey.answering()) {
            return stop;
        }
        return Stream.concat(before.stream().flatMap(hop -> hop.steps().stream()), last.steps().stream()).filter(Step.Decided.class::isInstance)
                .map(step -> ((Step.Decided) step).decision()).filter(decision -> decision.result().equals(Decision.MAP_FULL)).findFirst()
                .map(decision -> new Stop(stop.end().because(ReasonCode.MAP_FULL, decision.evidence() + decision.origin().map(Origin::object)
                        .map(object -> " (" + object + ")").orElse("") + "; " + stop.end().sentence()), stop.at(), stop.delivered())).orElse(stop);
    }

    /** Some ends have a better explanation than the rule that took the packet, or that no rule did. */
    private Stop explained(Stop stop) {
        return journey.answering() ? stop : stop.end().code().equals(Optional.of(ReasonCode.SOURCE_RANGE_DENIED)) ? allowed(stop) : unlisted(stop);
    }

    /** In iptables mode the rule of the source ranges takes all that was not translated, also what an allowed source sent. */
    private Stop allowed(Stop stop) {
        Packet asked = start.packet();
        Optional<Service> service = journey.network().directory().externalServiceAt(asked.destination());
        boolean other = service.isPresent() && service.get().externalLocal()
                && service.get().sourceRanges().stream().anyMatch(range -> range.contains(asked.source()));
        return !other ? stop : new Stop(stop.end().because(ReasonCode.NO_LOCAL_ENDPOINTS, stop.end().sentence().replaceFirst(": .*", ": Service ")
                + service.get().key().qualifiedName() + " has no endpoint on this node (externalTrafficPolicy: Local); its loadBalancerSourceRanges "
                + "allow the source, but their rule takes what was not translated"), stop.at(), stop.delivered());
    }

    /** A packet to a ClusterIP that no rule took has no such port. */
    private Stop unlisted(Stop stop) {
        if (stop.end().outcome() != Outcome.UNREACHABLE || journey.answering()) {
            return stop;
        }
        Packet asked = start.packet();
        Optional<Service> service = journey.network().directory().serviceAt(asked.destination());
        boolean known = service.isPresent() && service.get().ports().stream()
                .anyMatch(port -> port.protocol() == asked.protocol() && port.port() == asked.destinationPort());
        if (service.isEmpty() || known || start.place() instanceof Place.Outside) {
            return stop;
        }
        String ports = service.get().ports().stream().map(port -> port.port() + "/" + port.protocol()).collect(Collectors.joining(", "));
        String missing = asked.protocol().hasPorts() ? asked.destinationPort() + "/" + asked.protocol() : "for " + asked.protocol();
        String sentence = "Service " + service.get().key().qualifiedName() + " has no port " + missing
                + " (it has " + ports + "), so no rule takes the packet and it leaves the node; " + stop.end().sentence();
        return new Stop(stop.end().because(ReasonCode.PORT_NOT_IN_SERVICE, sentence), stop.at(), stop.delivered());
    }

    /** The answer to a packet that somebody has, on its way back over the devices that the packet passed. */
    private Reply reply(Place at, Packet delivered, List<Hop> there) {
        Walked back = walk(at, delivered.reply());
        boolean asymmetric = asymmetric(there, back.leg().hops());
        return new Reply(back.leg(), judge(back, asymmetric), asymmetric);
    }

    /**
     * A TCP connection is of use only if the packets after the answer arrive too. They meet connections that are known by now, so other rules and
     * routes may be theirs. A machine that would choose anew for them is not asked further.
     */
    private Reply followed(Walked there, Reply reply) {
        if (!reply.returned() || start.packet().protocol() != Protocol.TCP) {
            return reply;
        }
        journey.turn(false);
        following = true;
        Walked next = walk(start.place(), start.packet());
        boolean arrives = next.stop().delivered().equals(there.stop().delivered()) && next.stop().at().equals(there.stop().at());
        return arrives || left ? reply : new Reply(reply.leg(), End.failed(Outcome.DROPPED, ReasonCode.LATER_PACKETS_LOST,
                "the answer comes back, but the connection's next packet does not arrive: " + next.stop().end().sentence(), ClientSees.TIMEOUT),
                reply.asymmetric());
    }

    private int leaveToChance() {
        left = true;
        return 0;
    }

    private End judge(Walked back, boolean asymmetric) {
        End end = back.stop().end();
        if (back.stop().delivered().isEmpty()) {
            return asymmetric ? end.because(ReasonCode.ASYMMETRIC_RETURN, "the answer takes another way than the packet: " + end.sentence()) : end;
        }
        Packet got = back.stop().delivered().get();
        boolean expected = Tuple.of(got).equals(Tuple.of(start.packet()).inverted());
        boolean sender = start.anywhere() || same(back.stop().at(), start.place());
        if (expected && sender) {
            return End.arrived(Outcome.DELIVERED, "the answer comes back");
        }
        return End.failed(Outcome.DROPPED, ReasonCode.ASYMMETRIC_RETURN, expected ? "the answer goes to " + back.leg().hops().getLast().device()
                + ", which never asked" : "the sender asked " + Tuple.of(start.packet()).inverted().source() + " and gets an answer " + got
                + ", which belongs to none of its connections", ClientSees.TIMEOUT);
    }

    private static boolean same(Place end, Place start) {
        return switch (start) {
            case Place.InPod pod -> end instanceof Place.InPod other && other.pod().equals(pod.pod());
            case Place.OnNode node -> end instanceof Place.OnNode other && other.node().equals(node.node());
            case Place.InVpc vpc -> end instanceof Place.InVpc other && other.from().equals(vpc.from());
            case Place.Outside _ -> end instanceof Place.Outside;
            case Place.AtBalancer at -> end.equals(at);
        };
    }

    /** Whether the answer left the packet's way, at the latest where it ended. */
    private static boolean asymmetric(List<Hop> there, List<Hop> back) {
        if (back.size() > there.size()) {
            return true;
        }
        for (int i = 0; i < back.size(); i++) {
            Hop expected = there.get(there.size() - 1 - i);
            Hop actual = back.get(i);
            boolean last = i == back.size() - 1;
            if (!expected.device().equals(actual.device()) || !expected.out().equals(actual.in())
                    || !last && !expected.in().equals(actual.out())) {
                return true;
            }
        }
        return false;
    }
}
