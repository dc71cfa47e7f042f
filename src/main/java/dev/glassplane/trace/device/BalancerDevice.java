package dev.glassplane.trace.device;

import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node of an ALB or NLB, behind its network interface. */
public final class BalancerDevice implements Device<Place.AtBalancer> {

    @Override
    public Carried carry(Packet packet, Place.AtBalancer place, Journey journey) {
        LoadBalancer balancer = place.at().loadBalancer();
        LbNode node = place.at().node();
        DeviceRef device = new DeviceRef(DeviceRef.Kind.LB, balancer.name(), node.zone());
        List<Step> steps = new ArrayList<>();
        Place out = new Place.InVpc(Optional.of(place.attachment()));
        Optional<Splice> known = journey.answering() ? journey.conversation().ofAnswer(packet) : journey.conversation().ofIncoming(packet);
        Next next = known.map(splice -> known(packet, splice, out, journey, steps)).orElseGet(() -> journey.answering() ? answering(packet, node, place, out, steps)
                : new Balancing(balancer, Optional.of(node), device, place, journey, steps).take(packet, Stream.concat(Stream.of(node.privateIp()), node.ipv6().stream()).toList()));
        Next onward = next instanceof Forward(Place.AtBalancer _, Packet sent) ? new Forward(out, sent) : next;
        boolean made = journey.answering() && known.isEmpty() && next instanceof Forward;
        return new Carried(device, made ? "" : place.attachment().eni(), onward instanceof Forward ? place.attachment().eni() : "", steps, onward);
    }

    /** A packet of a connection or flow that it knows already. */
    private static Next known(Packet packet, Splice splice, Place out, Journey journey, List<Step> steps) {
        Packet onward = journey.answering() ? splice.in().reply() : splice.out();
        if (splice.ended() || packet.family() != onward.family() || packet.equals(onward)) {
            steps.add(new Step.Received(packet, "the connection's socket"));
            steps.add(new Step.Sent(onward));
        } else {
            Packet first = packet.withSource(onward.source(), onward.sourcePort()).withDestination(onward.destination(), onward.destinationPort());
            steps.add(new Step.Fabric("flow", "the flow is known", first.equals(packet) ? Optional.empty()
                    : Optional.of(new Step.Change(journey.answering() ? "un-DNAT" : "DNAT", packet, first))));
        }
        return new Forward(out, onward);
    }

    /** An answer that it gives itself starts here; any other belongs to nothing that it knows. */
    private static Next answering(Packet packet, LbNode node, Place.AtBalancer place, Place out, List<Step> steps) {
        boolean own = Stream.<Ip>concat(Stream.of(node.privateIp()), node.ipv6().stream()).anyMatch(packet.source()::equals);
        if (own) {
            steps.add(new Step.Sent(packet));
            return new Forward(out, packet);
        }
        steps.add(new Step.Received(packet, "no connection"));
        return new Stop(End.failed(Outcome.DROPPED, ReasonCode.ASYMMETRIC_RETURN, "the load balancer knows no connection for " + packet, ClientSees.TIMEOUT), place, Optional.empty());
    }
}
