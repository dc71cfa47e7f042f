package dev.glassplane.trace.walk;

import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.To;
import dev.glassplane.trace.request.TraceRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One connection after the other between the same ends, over hosts that remember the ones before. Not thread-safe. */
public final class Flows {

    private final Network network;
    private final Start start;
    private final Map<String, HostMemory> memories = new LinkedHashMap<>();
    private final Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);

    private Flows(Network network, Start start) {
        this.network = network;
        this.start = start;
        assumptions.addAll(start.assumptions());
        assumptions.remove(Assumption.ASSUMED_SOURCE_PORT);
    }

    /** @throws RequestException if an end does not exist, cannot send now, or is not modelled */
    public static Flows between(TraceRequest request, Network network) {
        if (request.to() instanceof To.NotModelled target) {
            throw refused(target.text(), target.text() + ": " + target.reason());
        }
        return switch (new Resolver(request, network).resolve()) {
            case Resolver.NotModelled refusal -> throw refused(refusal.target(), refusal.sentence());
            case Resolver.NoAddress missing -> throw refused(missing.host(), missing.host() + ": " + missing.resolution().result().words() + ": " + missing.resolution().sentence());
            case Resolver.Resolved resolved -> new Flows(network, resolved.start());
        };
    }

    private static RequestException refused(String found, String sentence) {
        return new RequestException(RequestException.Kind.NOT_POSSIBLE, "to", "a target that is modelled", found, sentence);
    }

    /** @return a first packet, whose source address and port may be replaced */
    public Packet packet() {
        return start.packet();
    }

    /** @return what the packets are meant for, in words */
    public String target() {
        return start.target();
    }

    /**
     * Opens a connection.
     *
     * @param packet its first packet
     * @param seed   of this connection's own draws
     * @param now    not before that of the connection before
     * @return its way and the answer's; connections that the hosts know are not listed
     */
    public Path open(Packet packet, long seed, Instant now) {
        Weighing weighing = new Weighing(new SeededDecisions(seed));
        Walk walk = new Walk(start.sending(packet), network, weighing, memories, now);
        Path path = walk.run(weighing, true, false);
        assumptions.addAll(walk.journey().assumptions());
        return path;
    }

    /** @return what each host remembers, by its unique name */
    public Map<String, HostMemory> memories() {
        return memories;
    }

    /** @return what was taken for granted so far */
    public Set<Assumption> assumptions() {
        return assumptions;
    }
}
