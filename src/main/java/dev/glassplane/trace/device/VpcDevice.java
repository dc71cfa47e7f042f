package dev.glassplane.trace.device;

import dev.glassplane.image.Node;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.VpcFabric.Egress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The VPC between the nodes: source check of the sending interface, route table of its subnet, the interface that holds the destination, the
 * internet gateway. The VPC never answers with ICMP: what it cannot deliver vanishes (AWS VPC guide, "Route tables").
 */
public final class VpcDevice implements Device<Place.InVpc> {

    private static final DeviceRef VPC = new DeviceRef(DeviceRef.Kind.VPC, "", "");

    @Override
    public Carried carry(Packet packet, Place.InVpc place, Journey journey) {
        journey.assume(Assumption.ASSUMED_SECURITY_GROUP_OPEN);
        List<Step> steps = new ArrayList<>();
        Next next = place.from().isPresent() ? fromInterface(packet, place.from().get(), journey, steps) : fromGateway(packet, journey, steps);
        return new Carried(VPC, place.from().map(Attachment::eni).orElse("internet gateway"), out(next, journey), steps, next);
    }

    private static String out(Next next, Journey journey) {
        return switch (next) {
            case Forward(Place.OnNode node, Packet packet) -> journey.network().fabric().holderOf(packet.destination()).map(Attachment::eni).orElse("");
            case Forward(Place.Outside _, Packet _), Forward(Place.InVpc _, Packet _) -> "internet gateway";
            case Forward(Place.InPod _, Packet _), Stop _ -> "";
        };
    }

    private static Next fromInterface(Packet packet, Attachment from, Journey journey, List<Step> steps) {
        Optional<Attachment> owner = journey.network().fabric().holderOf(packet.source());
        if (owner.isEmpty() || !owner.get().eni().equals(from.eni())) {
            steps.add(new Step.Fabric("interface", "source/destination check of " + from.eni() + ": " + packet.source() + " is not its address",
                    Optional.empty()));
            return stop(Outcome.DROPPED, journey.answering() ? ReasonCode.ASYMMETRIC_RETURN : ReasonCode.MARTIAN_SOURCE, "the source/destination check of "
                    + from.eni() + " (" + from.node() + " " + from.device() + ") drops it: " + packet.source() + " belongs to "
                    + owner.map(Attachment::eni).orElse("no interface"));
        }
        if (Addresses.isAwsService(packet.destination())) {
            return awsService(packet.destination(), steps);
        }
        return switch (journey.network().fabric().route(from.subnet(), packet.destination())) {
            case Egress.Local _ -> {
                steps.add(route(from, packet, "local"));
                yield deliver(packet, Optional.of(from), journey, steps);
            }
            case Egress.Internet internet -> {
                steps.add(route(from, packet, internet.gateway()));
                yield toInternet(packet, internet, journey, steps);
            }
            case Egress.NoRoute _ -> {
                steps.add(route(from, packet, "no route"));
                yield stop(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, "the route table of " + from.subnet() + " has no route to " + packet.destination());
            }
        };
    }

    private static Next awsService(Ip to, List<Step> steps) {
        steps.add(new Step.Fabric("interface", to + " is an address of AWS itself", Optional.empty()));
        return new Stop(End.unsupported(to + " is an address of AWS itself (router, resolver, metadata, time); what answers there is not modelled"
                + " (limit: vpc-services)"), new Place.InVpc(Optional.empty()), Optional.empty());
    }

    private static Step route(Attachment from, Packet packet, String target) {
        return new Step.Fabric("vpc-route", "route table of " + from.subnet() + ": " + packet.destination() + " -> " + target, Optional.empty());
    }

    private static Next deliver(Packet packet, Optional<Attachment> from, Journey journey, List<Step> steps) {
        Ip to = packet.destination();
        Optional<Attachment> holder = journey.network().fabric().holderOf(to);
        if (holder.isEmpty() && Addresses.isReservedInSubnet(to, journey.network().dataplane().image())) {
            return awsService(to, steps);
        }
        if (holder.isEmpty()) {
            steps.add(new Step.Fabric("interface", "no network interface holds " + to, Optional.empty()));
            return stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, "no network interface of the VPC holds " + to);
        }
        Attachment at = holder.get();
        steps.add(new Step.Fabric("interface", to + " is held by " + at.eni() + " (" + at.node() + " " + at.device() + ", " + at.zone() + ")",
                Optional.empty()));
        if (from.isPresent() && from.get().eni().equals(at.eni())) {
            return stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, to + " belongs to " + at.eni() + " of node " + at.node()
                    + ", but no pod there has it");
        }
        if (journey.network().node(at.node()).isEmpty()) {
            return stop(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, to + " belongs to " + at.eni() + ", whose node " + at.node() + " is gone");
        }
        return new Forward(new Place.OnNode(at.node(), Optional.of(at.device())), packet);
    }

    /** IPv6 passes as it is. */
    private static Next toInternet(Packet packet, Egress.Internet internet, Journey journey, List<Step> steps) {
        if (Addresses.isPrivate(packet.destination())) {
            return stop(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, "nothing in the VPC holds " + packet.destination()
                    + ", and the internet has no route to a private address");
        }
        if (!packet.source().isV4()) {
            return new Forward(new Place.Outside(false), packet);
        }
        boolean nat = journey.network().dataplane().image().all("natgateways.ec2.services.k8s.aws").keySet().stream()
                .anyMatch(key -> key.name().equals(internet.gateway()));
        return nat ? throughNatGateway(packet, internet, journey, steps) : throughInternetGateway(packet, internet, journey, steps);
    }

    /** A NAT gateway takes any source, but lets nothing in that it did not let out. */
    private static Next throughNatGateway(Packet packet, Egress.Internet internet, Journey journey, List<Step> steps) {
        if (journey.answering()) {
            steps.add(new Step.Fabric("gateway", internet.gateway() + " knows no connection for " + packet, Optional.empty()));
            return stop(Outcome.DROPPED, ReasonCode.ASYMMETRIC_RETURN, "the answer is routed to NAT gateway " + internet.gateway()
                    + ", which never saw the packet that it answers");
        }
        journey.assume(Assumption.ASSUMED_PUBLIC_ADDRESS);
        journey.publish(packet.source(), packet.source());
        steps.add(new Step.Fabric("gateway", "NAT gateway " + internet.gateway() + " gives it a public address that is not known", Optional.empty()));
        return beyond(packet, journey);
    }

    /** The gateway translates between a node's own address and its public one. */
    private static Next throughInternetGateway(Packet packet, Egress.Internet internet, Journey journey, List<Step> steps) {
        Ip source = packet.source();
        Optional<Node> node = journey.network().directory().nodeAt(source);
        Optional<Ip> known = node.flatMap(n -> n.externalIps().stream().filter(ip -> ip.family() == source.family()).findFirst())
                .or(internet::source);
        if (known.isEmpty() && node.isEmpty()) {
            steps.add(new Step.Fabric("gateway", internet.gateway() + " has no public address for " + source, Optional.empty()));
            return stop(Outcome.DROPPED, ReasonCode.NO_ROUTE, "the internet gateway drops it: " + source + " has no public address");
        }
        if (known.isEmpty()) {
            journey.assume(Assumption.ASSUMED_PUBLIC_ADDRESS);
            journey.publish(source, source);
            steps.add(new Step.Fabric("gateway", internet.gateway() + " gives node " + node.get().name() + " a public address that is not known",
                    Optional.empty()));
            return beyond(packet, journey);
        }
        Packet translated = packet.withSource(known.get(), packet.sourcePort());
        journey.publish(known.get(), source);
        steps.add(new Step.Fabric("gateway", internet.gateway() + ": " + source + " is " + known.get() + " outside",
                Optional.of(new Step.Change(journey.answering() ? "un-DNAT" : "SNAT", packet, translated))));
        return beyond(translated, journey);
    }

    /** What is for a node's public address turns round at the gateway. */
    private static Next beyond(Packet packet, Journey journey) {
        boolean back = journey.network().directory().publicNodeAt(packet.destination()).isPresent();
        return new Forward(back ? new Place.InVpc(Optional.empty()) : new Place.Outside(false), packet);
    }

    private static Next fromGateway(Packet packet, Journey journey, List<Step> steps) {
        Ip to = packet.destination();
        Optional<Ip> inside = journey.behind(to).or(() -> journey.network().directory().publicNodeAt(to)
                .flatMap(node -> node.internalIps().stream().filter(ip -> ip.family() == to.family()).findFirst()));
        if (inside.isEmpty() || inside.get().equals(to)) {
            return deliver(packet, Optional.empty(), journey, steps);
        }
        Packet translated = packet.withDestination(inside.get(), packet.destinationPort());
        journey.publish(to, inside.get());
        steps.add(new Step.Fabric("gateway", to + " is " + inside.get() + " inside",
                Optional.of(new Step.Change(journey.answering() ? "un-SNAT" : "DNAT", packet, translated))));
        return deliver(translated, Optional.empty(), journey, steps);
    }

    private static Stop stop(Outcome outcome, ReasonCode code, String sentence) {
        return new Stop(End.failed(outcome, code, sentence, ClientSees.TIMEOUT), new Place.InVpc(Optional.empty()), Optional.empty());
    }
}
