package dev.glassplane.trace.load;

import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import java.util.List;
import java.util.Optional;

/** What became of a connection: the same value for all that end alike. */
public sealed interface Ending {

    /**
     * The client got its answer.
     *
     * @param endpoint {@code ip:port} that it reached
     * @param at       who has that: a pod, a node, the internet
     * @param node     node that it is on, empty outside
     */
    record Connected(String endpoint, String at, String node) implements Ending {}

    /**
     * The client got none.
     *
     * @param outcome of the first packet, or DROPPED if the answer was lost
     * @param code    why
     * @param sees    what the client sees
     */
    record Failed(Outcome outcome, Optional<ReasonCode> code, Optional<ClientSees> sees) implements Ending {}

    /** The client had no source port left: nothing was sent. */
    record NoPortLeft() implements Ending {}

    /** @return how this path ended */
    static Ending of(Path path) {
        boolean connected = path.clientSees().filter(sees -> sees == ClientSees.CONNECTED || sees == ClientSees.HTTP_2XX).isPresent();
        if (!connected) {
            Outcome outcome = path.outcome().arrived() ? path.reply().map(reply -> reply.end().outcome()).orElse(path.outcome()) : path.outcome();
            return new Failed(outcome, path.code(), path.clientSees());
        }
        List<Hop> hops = path.there().hops();
        DeviceRef last = hops.getLast().device();
        String node = hops.reversed().stream().map(Hop::device).filter(device -> device.kind() == DeviceRef.Kind.NODE).findFirst().map(DeviceRef::name).orElse("");
        return new Connected(end(path.delivered().orElseThrow()), last.toString(), last.kind() == DeviceRef.Kind.INTERNET ? "" : node);
    }

    private static String end(Packet packet) {
        return packet.protocol().hasPorts() ? new IpPort(packet.destination(), packet.destinationPort()).toString() : packet.destination().toString();
    }
}
