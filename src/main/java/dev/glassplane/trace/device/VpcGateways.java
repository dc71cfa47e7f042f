package dev.glassplane.trace.device;

import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.NatGateway;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.VpcFabric.Egress;
import java.util.Optional;

/** Internet gateways, NAT gateways and peering connections: what they do with a packet that a route leads to them. */
final class VpcGateways {

    /** What a trace calls the way out to the internet. */
    static final String NAME = "internet gateway";
    private static final String GATEWAY = "gateway";
    private static final int INTERNET_MTU = 1500;
    private static final int GATEWAYS_MAX = 4;
    private static final Cidr SHARED = Cidr.parse("100.64.0.0/10");
    /** For documentation (RFC 5737): sources that come back in need an address that answers can be sent to. */
    private static final Cidr STAND_INS = Cidr.parse("192.0.2.0/24");
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 64_512;
    private static final int PRIME = 31;

    private VpcGateways() {}

    /** IPv6 passes as it is; a node's own IPv4 address stands for its public one. */
    static Next toInternet(Packet packet, Egress.Internet internet, Optional<Attachment> from, VpcVisit visit) {
        Ip to = packet.destination();
        if (Addresses.isPrivate(to)) {
            ReasonCode code = SHARED.contains(to) ? ReasonCode.IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS
                    : ReasonCode.IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS;
            return VpcVisit.stop(Outcome.UNREACHABLE, code, nobodyHere(to, visit) + ", and the internet has no route to a private address");
        }
        if (!packet.source().isV4()) {
            return beyond(packet, visit);
        }
        Journey journey = visit.journey();
        Ip source = packet.source();
        Optional<Node> node = journey.network().directory().nodeAt(source).or(() -> from.flatMap(sender -> owner(source, sender, visit)));
        boolean mapped = from.map(sender -> visit.fabric().givesPublicAddresses(sender.subnet())).orElse(true);
        Optional<NatGateway> nat = visit.fabric().natGatewayAt(source).filter(found -> from.isEmpty());
        Optional<Ip> known = node.flatMap(n -> n.externalIps().stream().filter(ip -> ip.family() == source.family()).findFirst())
                .or(() -> nat.flatMap(NatGateway::publicIp)).or(() -> visit.fabric().publicOf(source)).or(internet::source);
        if (known.isEmpty() && (node.isEmpty() || !mapped) && nat.isEmpty()) {
            visit.say(GATEWAY, internet.gateway() + " has no public address for " + source);
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, "the internet gateway drops it: " + source
                    + " has no public address");
        }
        if (known.isEmpty()) {
            journey.assume(Assumption.ASSUMED_PUBLIC_ADDRESS);
            String who = node.map(n -> "node " + n.name()).orElseGet(() -> "NAT gateway " + nat.orElseThrow().id());
            String says = internet.gateway() + " gives " + who + " a public address that is not known";
            if (visit.fabric().behindPublic(to).isPresent() && !journey.answering()) {
                Ip standIn = STAND_INS.at(source.low() % STAND_INS.size());
                journey.publish(standIn, source);
                visit.say(GATEWAY, says + "; " + standIn + " stands for it");
                return beyond(packet.withSource(standIn, packet.sourcePort()), visit);
            }
            journey.publish(source, source);
            visit.say(GATEWAY, says);
            return beyond(packet, visit);
        }
        Packet translated = packet.withSource(known.get(), packet.sourcePort());
        journey.publish(known.get(), source);
        visit.steps().add(new Step.Fabric(GATEWAY, internet.gateway() + ": " + source + " is " + known.get() + " outside",
                Optional.of(new Step.Change(journey.answering() ? "un-DNAT" : "SNAT", packet, translated))));
        return beyond(translated, visit);
    }

    /** A node of an IPv6 cluster does not name its IPv4 address. */
    private static Optional<Node> owner(Ip source, Attachment sender, VpcVisit visit) {
        boolean own = visit.fabric().primaryOf(sender.eni()).filter(source::equals).isPresent();
        return own ? visit.journey().network().dataplane().image().node(sender.node())
                .filter(node -> node.internalIps().stream().noneMatch(ip -> ip.family() == source.family())) : Optional.empty();
    }

    /** An egress-only internet gateway passes IPv6 packets out as they are, and in only what answers them. */
    static Next outOnly(Packet packet, Egress.EgressOnly gateway, VpcVisit visit) {
        if (Addresses.isPrivate(packet.destination())) {
            return VpcVisit.stop(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE_TO_DESTINATION, nobodyHere(packet.destination(), visit)
                    + ", and the internet has no route to a private address");
        }
        return visit.journey().answering() ? VpcVisit.stop(Outcome.DROPPED, ReasonCode.ASYMMETRIC_RETURN, gateway.gateway() + " knows no connection for " + packet)
                : beyond(packet, visit);
    }

    /** The subnet's way to the sender is one that lets no connection in: nothing could be answered by it, and EC2 promises that none comes in. */
    private static Optional<Next> outOnly(Packet packet, VpcVisit visit) {
        return visit.fabric().holderOf(packet.destination()).map(at -> visit.fabric().route(at.subnet(), packet.source()))
                .filter(_ -> !visit.journey().answering()).flatMap(route -> route instanceof Egress.EgressOnly(String gateway) ? Optional.of(gateway) : Optional.empty())
                .map(gateway -> {
                    visit.say(GATEWAY, gateway + " lets no connection in");
                    return VpcVisit.stop(Outcome.DROPPED, ReasonCode.CANNOT_ROUTE, "nothing comes in from the internet: the subnet of " + packet.destination()
                            + " reaches it through egress-only internet gateway " + gateway);
                });
    }

    private static String nobodyHere(Ip to, VpcVisit visit) {
        return "nothing in the VPC holds " + to + visit.journey().network().directory().podAt(to)
                .map(pod -> " of pod " + pod.key().qualifiedName() + ": the VPC has no route to it and learned none").orElse("");
    }

    /** What is for a public address of the VPC turns round at the gateway. */
    private static Next beyond(Packet packet, VpcVisit visit) {
        if (packet.sizeBytes() > INTERNET_MTU) {
            return tooBig(packet, visit);
        }
        visit.leavesBy(NAME);
        boolean back = visit.journey().network().directory().publicNodeAt(packet.destination()).isPresent()
                || visit.fabric().behindPublic(packet.destination()).isPresent() || visit.journey().behind(packet.destination()).isPresent();
        return new Forward(back ? new Place.InVpc(Optional.empty()) : new Place.Outside(false), packet);
    }

    /** AWS EC2 user guide, "Network maximum transmission unit (MTU)". */
    private static Stop tooBig(Packet packet, VpcVisit visit) {
        visit.say(GATEWAY, packet.sizeBytes() + " bytes are more than the internet gateway's MTU of " + INTERNET_MTU);
        return VpcVisit.stop(Outcome.DROPPED, ReasonCode.MTU_EXCEEDED, "the internet gateway drops it: " + packet.sizeBytes() + " bytes do not fit its MTU of "
                + INTERNET_MTU);
    }

    static Next fromInternet(Packet packet, VpcVisit visit) {
        if (packet.sizeBytes() > INTERNET_MTU) {
            return tooBig(packet, visit);
        }
        Ip to = packet.destination();
        Journey journey = visit.journey();
        Optional<Ip> inside = journey.behind(to).or(() -> journey.network().directory().publicNodeAt(to)
                .flatMap(node -> node.internalIps().stream().filter(ip -> ip.family() == to.family()).findFirst())).or(() -> visit.fabric().behindPublic(to));
        if (inside.isEmpty() || inside.get().equals(to)) {
            Optional<Next> kept = outOnly(packet, visit);
            if (kept.isPresent()) {
                return kept.get();
            }
            return VpcDevice.deliver(packet, Optional.empty(), Optional.empty(), visit);
        }
        Packet translated = packet.withDestination(inside.get(), packet.destinationPort());
        journey.publish(to, inside.get());
        visit.steps().add(new Step.Fabric(GATEWAY, to + " is " + inside.get() + " inside",
                Optional.of(new Step.Change(journey.answering() ? "un-SNAT" : "DNAT", packet, translated))));
        return VpcDevice.deliver(translated, Optional.empty(), Optional.empty(), visit);
    }

    /** A NAT gateway takes what comes from its VPC, gives it its own address and a port of its own, and asks the route table of its own subnet. */
    static Next throughNat(Packet packet, NatGateway nat, String origin, int passed, VpcVisit visit) {
        if (visit.journey().answering()) {
            visit.say(GATEWAY, nat.id() + " knows no connection for " + packet);
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.ASYMMETRIC_RETURN, "the answer is routed to NAT gateway " + nat.id()
                    + ", which never saw the packet that it answers");
        }
        if (!visit.fabric().inVpc(visit.fabric().vpcOf(nat.subnet()), packet.source())) {
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.NGW_REQUIRES_SOURCE_IN_VPC, "NAT gateway " + nat.id() + " takes only packets from its VPC, and "
                    + packet.source() + " is not of it");
        }
        if (nat.privateIp().isEmpty() || passed == GATEWAYS_MAX) {
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.CANNOT_ROUTE, nat.privateIp().isEmpty() ? "NAT gateway " + nat.id()
                    + " has no address: there is no subnet " + nat.subnet() : "NAT gateways send it to each other");
        }
        Optional<Stop> refused = visit.into(nat, Optional.of(origin), packet);
        if (refused.isPresent()) {
            return refused.get();
        }
        Packet translated = packet.withSource(nat.privateIp().get(), packet.protocol().hasPorts() ? port(packet) : 0);
        visit.journey().translate(packet, translated);
        visit.steps().add(new Step.Fabric(GATEWAY, "NAT gateway " + nat.id() + " in " + nat.subnet() + " sends it as " + translated.source(),
                Optional.of(new Step.Change("SNAT", packet, translated))));
        return visit.outOf(nat, translated).<Next>map(stop -> stop)
                .orElseGet(() -> VpcDevice.route(translated, nat.subnet(), Optional.empty(), passed + 1, visit));
    }

    /** Ports 1024 to 65535 (AWS VPC user guide, "NAT gateway basics"); which one follows from the connection. */
    private static int port(Packet packet) {
        long hash = packet.source().low();
        for (long part : new long[] {packet.sourcePort(), packet.destination().high(), packet.destination().low(), packet.destinationPort()}) {
            hash = hash * PRIME + part;
        }
        return FIRST_PORT + Math.floorMod(hash, PORTS);
    }

    /** What comes to a NAT gateway's address is an answer, or nothing that it takes. */
    static Next answerToNat(Packet packet, NatGateway nat, Optional<String> origin, VpcVisit visit) {
        Optional<Stop> refused = visit.into(nat, origin, packet);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<Packet> inside = visit.journey().translatedBack(packet);
        if (inside.isEmpty()) {
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.NGW_REQUIRES_SOURCE_IN_VPC, packet.destination() + " is the address of NAT gateway " + nat.id()
                    + ", which takes no connections from outside");
        }
        visit.steps().add(new Step.Fabric(GATEWAY, "NAT gateway " + nat.id() + " knows the connection: it is for " + inside.get().destination(),
                Optional.of(new Step.Change("un-SNAT", packet, inside.get()))));
        return visit.outOf(nat, inside.get()).<Next>map(stop -> stop)
                .orElseGet(() -> VpcDevice.deliver(inside.get(), Optional.of(nat.subnet()), Optional.empty(), visit));
    }

    /** A peering connection leads into the other VPC and no further (AWS VPC peering guide, "VPC peering limitations"). */
    static Next toPeer(Packet packet, Egress.Peer peer, String subnet, Optional<Attachment> from, VpcVisit visit) {
        String own = visit.fabric().vpcOf(subnet);
        boolean source = visit.fabric().inVpc(own, packet.source());
        if (!source || !visit.fabric().inVpc(peer.vpc(), packet.destination())) {
            return VpcVisit.stop(Outcome.DROPPED, ReasonCode.PCX_REQUIRES_ADDRESS_IN_VPC_CIDR, peer.connection() + " connects " + own + " and " + peer.vpc()
                    + " only: " + (source ? packet.destination() + " is not in " + peer.vpc() : packet.source() + " is not in " + own));
        }
        visit.say(GATEWAY, peer.connection() + " leads to " + peer.vpc());
        return VpcDevice.deliver(packet, Optional.of(subnet), from, visit);
    }
}
