package dev.glassplane.trace.device;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The internet: a client that sends, a server that receives. */
public final class OutsideDevice implements Device<Place.Outside> {

    private static final DeviceRef INTERNET = new DeviceRef(DeviceRef.Kind.INTERNET, "", "");

    @Override
    public Carried carry(Packet packet, Place.Outside place, Journey journey) {
        List<Step> steps = new ArrayList<>();
        Next next = place.sending() ? send(packet, journey, steps) : receive(packet, journey, steps);
        return new Carried(INTERNET, "", "", steps, next);
    }

    private static Next send(Packet packet, Journey journey, List<Step> steps) {
        steps.add(new Step.Sent(packet));
        Ip to = packet.destination();
        Network network = journey.network();
        boolean known = journey.behind(to).isPresent() || network.directory().publicNodeAt(to).isPresent()
                || network.fabric().behindPublic(to).isPresent();
        if (known || !Addresses.isPrivate(to) && network.fabric().holderOf(to).isPresent()) {
            return new Forward(new Place.InVpc(Optional.empty()), packet);
        }
        if (Addresses.isPrivate(to)) {
            return new Stop(End.failed(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, "the internet has no route to " + to + ", a private address",
                    ClientSees.TIMEOUT), new Place.Outside(true), Optional.empty());
        }
        String who = network.directory().externalServiceAt(to).map(service -> " is an address of Service " + service.key().qualifiedName()
                + ", but what leads it to a node is not modelled: ask from {ip, node} (limit: north-south)").orElse(" is not an address of this VPC");
        return new Stop(End.unknown(to + who), new Place.Outside(true), Optional.empty());
    }

    private static Next receive(Packet packet, Journey journey, List<Step> steps) {
        Place answers = new Place.Outside(true);
        if (journey.answering()) {
            steps.add(new Step.Received(packet, "the connection's socket"));
            return new Stop(End.arrived(Outcome.DELIVERED, "the client has the answer"), answers, Optional.of(packet));
        }
        journey.assume(Assumption.ASSUMED_INTERNET_ANSWERS);
        steps.add(new Step.Fabric("internet", packet.destination() + " is on the internet", Optional.empty()));
        return new Stop(End.arrived(Outcome.EXITS_NETWORK, "it leaves for the internet as " + packet), answers, Optional.of(packet));
    }
}
