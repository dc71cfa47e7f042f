package dev.glassplane.trace.device;

import dev.glassplane.linux.route.Link;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.VpcFabric.Egress;
import java.util.Optional;

/**
 * The VPC between the nodes, in EC2's order: source check of the sending interface, its security groups, the network ACL of its subnet, the
 * subnet's route table, gateways, the ACL of the subnet that the packet enters, the security groups of the interface that holds the destination.
 */
public final class VpcDevice implements Device<Place.InVpc> {

    private static final DeviceRef VPC = new DeviceRef(DeviceRef.Kind.VPC, "", "");
    private static final String ROUTE = "vpc-route";
    private static final String INTERFACE = "interface";

    @Override
    public Carried carry(Packet packet, Place.InVpc place, Journey journey) {
        VpcVisit visit = new VpcVisit(journey);
        Next next = place.from().isPresent() ? fromInterface(packet, place.from().get(), place.nextHop(), visit) : VpcGateways.fromInternet(packet, visit);
        return new Carried(VPC, place.from().map(Attachment::eni).orElse(VpcGateways.NAME), visit.out(), visit.steps(), next);
    }

    private static Next fromInterface(Packet packet, Attachment from, Optional<Ip> nextHop, VpcVisit visit) {
        Optional<LoadBalancers.At> balancer = visit.journey().network().balancers().behind(from.eni());
        if (from.node().isEmpty() && balancer.isEmpty()) {
            visit.steps().add(new Step.Sent(packet));
        }
        balancer.ifPresent(at -> visit.passedBy(at.node().privateIp()));
        Optional<Attachment> owner = visit.fabric().holderOf(packet.source());
        boolean own = owner.filter(found -> found.eni().equals(from.eni())).isPresent();
        if (!own && balancer.isEmpty() && visit.fabric().sourceDestCheck(from.eni())) {
            visit.say(INTERFACE, "source/destination check of " + from.eni() + ": " + packet.source() + " is not its address");
            return VpcVisit.stop(Outcome.DROPPED, visit.journey().answering() ? ReasonCode.ASYMMETRIC_RETURN : ReasonCode.ENI_SOURCE_DEST_CHECK_RESTRICTION,
                    "the source/destination check of " + from.eni() + " (" + from.node() + " " + from.device() + ") drops it: " + packet.source()
                            + " belongs to " + owner.map(Attachment::eni).orElse("no interface"));
        }
        if (Addresses.isAwsService(packet.destination())) {
            return awsService(packet.destination(), visit);
        }
        Optional<Attachment> neighbor = neighbor(packet, from, nextHop, visit);
        return visit.outOf(from, packet, neighbor.isPresent()).<Next>map(stop -> stop).or(() -> ofFlow(packet, visit))
                .orElseGet(() -> neighbor.map(at -> toNeighbor(packet, from, at, visit)).orElseGet(() -> route(packet, from.subnet(), Optional.of(from), 0, visit)));
    }

    /** An answer to a client that a load balancer let the target see goes back through the load balancer, wherever routes lead. */
    private static Optional<Next> ofFlow(Packet packet, VpcVisit visit) {
        Optional<Splice> flow = visit.journey().answering() ? visit.journey().conversation().ofAnswer(packet) : Optional.empty();
        return flow.filter(splice -> !splice.ended() && splice.out().source().equals(splice.in().source())).map(Splice::here)
                .filter(Place.AtBalancer.class::isInstance).map(Place.AtBalancer.class::cast).map(place -> {
                    visit.say("flow", "the answer belongs to a flow of load balancer " + place.at().loadBalancer().name());
                    visit.leavesBy(place.attachment().eni());
                    return new Forward(place, packet);
                });
    }

    /** An interface of the same subnet that the frame is for, although the packet in it is not. */
    private static Optional<Attachment> neighbor(Packet packet, Attachment from, Optional<Ip> nextHop, VpcVisit visit) {
        return nextHop.filter(ip -> !ip.equals(packet.destination())).flatMap(visit.fabric()::holderOf)
                .filter(at -> at.subnet().equals(from.subnet()) && !at.eni().equals(from.eni()));
    }

    /** Inside a subnet frames go to the interface whose hardware address they name; no route table is asked. */
    private static Next toNeighbor(Packet packet, Attachment from, Attachment at, VpcVisit visit) {
        visit.say(INTERFACE, "the frame is for " + at.words() + " in the same subnet");
        return hand(packet, at, Optional.of(from.subnet()), visit);
    }

    private static Next awsService(Ip to, VpcVisit visit) {
        visit.say(INTERFACE, to + " is an address of AWS itself");
        return new Stop(End.unsupported(to + " is an address of AWS itself (router, resolver, metadata, time); what answers there is not modelled"
                + " (limit: vpc-services)"), new Place.InVpc(Optional.empty()), Optional.empty());
    }

    /**
     * Asks the route table of a subnet.
     *
     * @param from     interface that sends, empty if it is a NAT gateway
     * @param gateways NAT gateways passed so far
     */
    static Next route(Packet packet, String subnet, Optional<Attachment> from, int gateways, VpcVisit visit) {
        String asked = "route table of " + subnet + ": " + packet.destination() + " -> ";
        return switch (visit.fabric().route(subnet, packet.destination())) {
            case Egress.Local _ -> {
                visit.say(ROUTE, asked + "local");
                yield deliver(packet, Optional.of(subnet), from, visit);
            }
            case Egress.Internet internet -> {
                visit.say(ROUTE, asked + internet.gateway());
                yield VpcGateways.toInternet(packet, internet, from, visit);
            }
            case Egress.EgressOnly out -> {
                visit.say(ROUTE, asked + out.gateway());
                yield VpcGateways.outOnly(packet, out, visit);
            }
            case Egress.Nat nat -> {
                visit.say(ROUTE, asked + nat.gateway().id());
                yield VpcGateways.throughNat(packet, nat.gateway(), subnet, gateways, visit);
            }
            case Egress.Peer peer -> {
                visit.say(ROUTE, asked + peer.connection());
                yield VpcGateways.toPeer(packet, peer, subnet, from, visit);
            }
            case Egress.ToInterface target -> {
                visit.say(ROUTE, asked + target.at().eni());
                yield hand(packet, target.at(), Optional.of(subnet), visit);
            }
            case Egress.Learned learned -> {
                visit.say(ROUTE, "the routers learned a way to " + packet.destination() + " by BGP from node " + learned.at().node());
                yield hand(packet, learned.at(), Optional.of(subnet), visit);
            }
            case Egress.Blackhole hole -> {
                visit.say(ROUTE, asked + hole.target() + " (blackhole)");
                yield VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.BAD_STATE_ROUTE, "the route " + hole.destination() + " of " + subnet
                        + " is a blackhole: " + hole.target() + ": " + hole.why());
            }
            case Egress.NotModelled target -> new Stop(End.unsupported("the route " + target.destination() + " of " + subnet + " leads to "
                    + target.target() + ", which is not modelled (limit: vpc-targets)"), new Place.InVpc(Optional.empty()), Optional.empty());
            case Egress.NoRoute _ -> {
                visit.say(ROUTE, asked + "no route");
                yield VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE_TO_DESTINATION, "the route table of " + subnet + " has no route to "
                        + packet.destination());
            }
        };
    }

    /**
     * Gives the packet to whoever holds its destination.
     *
     * @param origin subnet that it comes from, empty if from outside the VPC
     */
    static Next deliver(Packet packet, Optional<String> origin, Optional<Attachment> from, VpcVisit visit) {
        Ip to = packet.destination();
        Optional<Attachment> holder = visit.fabric().holderOf(to);
        if (holder.isEmpty() && Addresses.isReservedInSubnet(to, visit.journey().network().dataplane().image())) {
            return awsService(to, visit);
        }
        if (holder.isEmpty() && visit.fabric().natGatewayAt(to).isPresent()) {
            return VpcGateways.answerToNat(packet, visit.fabric().natGatewayAt(to).get(), origin, visit);
        }
        if (holder.isEmpty()) {
            visit.say(INTERFACE, "no network interface holds " + to);
            return VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, "no network interface of the VPC holds " + to);
        }
        Attachment at = holder.get();
        visit.say(INTERFACE, to + " is held by " + at.words());
        if (from.filter(sender -> sender.eni().equals(at.eni())).isPresent()) {
            visit.leavesBy(at.eni());
            return VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, to + " belongs to " + at.eni() + " of node " + at.node()
                    + ", but no pod there has it");
        }
        return enter(packet, at, origin, visit);
    }

    /** A route or a frame leads to the interface itself, whose destination check would drop what is not for it. */
    private static Next hand(Packet packet, Attachment at, Optional<String> origin, VpcVisit visit) {
        boolean own = visit.fabric().holderOf(packet.destination()).filter(found -> found.eni().equals(at.eni())).isPresent();
        if (!own && visit.fabric().sourceDestCheck(at.eni())) {
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.ENI_SOURCE_DEST_CHECK_RESTRICTION, "the source/destination check of " + at.words()
                    + " drops it: " + packet.destination() + " is not its address");
        }
        return enter(packet, at, origin, visit);
    }

    private static Next enter(Packet packet, Attachment at, Optional<String> origin, VpcVisit visit) {
        if (!at.node().isEmpty() && visit.journey().network().node(at.node()).isEmpty()) {
            return VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, packet.destination() + " belongs to " + at.eni() + ", whose node "
                    + at.node() + " is gone");
        }
        visit.leavesBy(at.eni());
        Optional<Stop> stopped = visit.into(at, origin, packet);
        if (stopped.isPresent()) {
            return stopped.get();
        }
        Optional<LoadBalancers.At> balancer = visit.journey().network().balancers().behind(at.eni());
        if (balancer.isPresent()) {
            return new Forward(new Place.AtBalancer(balancer.get(), at), packet);
        }
        if (at.node().isEmpty()) {
            return received(packet, at, visit);
        }
        return idle(at, visit) ? VpcVisit.stop(Outcome.DROPPED, ReasonCode.IP_NOT_ASSIGNED, at.words() + " is attached to node " + at.node() + ", but nobody brought "
                + at.device() + " up there: aws-node leaves an interface with the tag node.k8s.amazonaws.com/no_manage alone")
                : new Forward(new Place.OnNode(at.node(), Optional.of(at.device())), packet);
    }

    private static boolean idle(Attachment at, VpcVisit visit) {
        return visit.journey().network().node(at.node()).stream().flatMap(node -> node.host().routing().links().stream())
                .anyMatch(link -> link.name().equals(at.device()) && link.kind() == Link.Kind.IDLE);
    }

    /** The interface of something that is no node: whatever it is has the packet. */
    private static Next received(Packet packet, Attachment at, VpcVisit visit) {
        String description = visit.fabric().descriptionOf(at.eni());
        if (description.startsWith("ELB ")) {
            return new Stop(End.unsupported(at.eni() + " (" + description + ") is of a load balancer whose objects have become impossible; it stays as it was, "
                    + "which is not modelled (limit: last-good-load-balancers)"), new Place.InVpc(Optional.of(at)), Optional.empty());
        }
        visit.steps().add(new Step.Received(packet, visit.journey().answering() ? "the connection's socket" : at.eni()));
        return new Stop(End.arrived(Outcome.DELIVERED, at.eni() + (visit.journey().answering() ? " has the answer" : " has it")),
                new Place.InVpc(Optional.of(at)), Optional.of(packet));
    }
}
