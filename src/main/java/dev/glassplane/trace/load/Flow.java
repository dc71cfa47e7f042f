package dev.glassplane.trace.load;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.ipvs.VirtualConnection;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that was opened, and who remembers it.
 *
 * @param packet  its first packet
 * @param ending  what became of it
 * @param tracked by connection tracking of which node, under which tuple
 * @param served  by virtual servers of which node, under which key
 */
record Flow(Packet packet, Ending ending, List<Tracked> tracked, List<Served> served) {

    record Tracked(String node, Tuple original) {}

    record Served(String node, VirtualConnection.Key key) {}

    static Flow of(Packet packet, Path path) {
        List<Tracked> tracked = new ArrayList<>();
        List<Served> served = new ArrayList<>();
        for (Hop hop : path.there().hops()) {
            if (hop.device().kind() == DeviceRef.Kind.NODE) {
                hop.steps().forEach(step -> remember(step, hop.device().name(), tracked, served));
            }
        }
        return new Flow(packet, Ending.of(path), tracked, served);
    }

    private static void remember(Step step, String node, List<Tracked> tracked, List<Served> served) {
        if (step instanceof Step.Tracked seen) {
            tracked.add(new Tracked(node, seen.connection().original()));
        }
        if (step instanceof Step.Decided decided && decided.decision().place().startsWith("ip_vs ")) {
            decided.change().map(Step.Change::before).ifPresent(before -> served.add(new Served(node, new VirtualConnection.Key(before.protocol(),
                    new IpPort(before.source(), before.sourcePort()), new IpPort(before.destination(), before.destinationPort())))));
        }
    }

    boolean connected() {
        return ending instanceof Ending.Connected;
    }
}
