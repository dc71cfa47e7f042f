package dev.glassplane.trace.model;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.net.Packet;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * One way that chance can take.
 *
 * @param share     exact probability
 * @param there     the first packet's walk
 * @param delivered the packet as it arrived, set if it did
 * @param reply     the answer's walk; only if the packet arrived and the request asked for it
 * @param tracked   connections that it leaves behind
 * @param served    connections that it leaves behind in virtual servers
 * @param answer    what the client of HTTP is answered; empty if it is no question of HTTP, or nobody answers
 */
public record Path(BigFraction share, Leg there, Optional<Packet> delivered, Optional<Reply> reply, List<Tracked> tracked, List<Served> served,
                   Optional<Answered> answer) {

    /** A packet that is no request. */
    public Path(BigFraction share, Leg there, Optional<Packet> delivered, Optional<Reply> reply, List<Tracked> tracked, List<Served> served) {
        this(share, there, delivered, reply, tracked, served, Optional.empty());
    }

    /**
     * An answer of HTTP.
     *
     * @param reaches whether it gets to the client; empty if nobody asked for the way back
     */
    public record Answered(HttpAnswer http, Optional<Boolean> reaches) {}

    public Path {
        tracked = List.copyOf(tracked);
        served = List.copyOf(served);
        if (share.signum() <= 0 || share.compareTo(BigFraction.ONE) > 0) {
            throw new IllegalArgumentException("the share of a path is " + share + ", expected more than 0 and at most 1");
        }
        if (delivered.isPresent() != there.end().outcome().arrived() && there.end().outcome() != Outcome.ANSWERED) {
            throw new IllegalArgumentException("a path that ends " + there.end().outcome() + " with delivered packet " + delivered);
        }
        if (reply.isPresent() && delivered.isEmpty() && answer.isEmpty()) {
            throw new IllegalArgumentException("nobody answers a packet that did not arrive");
        }
    }

    /** A connection in the table of a node. */
    public record Tracked(String node, Connection connection) {}

    /**
     * A connection through a virtual server of a node, or a template that keeps a client at its real server.
     *
     * @param text as {@code ipvsadm -Lnc} lists it
     */
    public record Served(String node, String text) {}

    /** @return what became of the packet */
    public Outcome outcome() {
        return there.end().outcome();
    }

    /** @return what the sender sees; empty if it arrived and nobody asked for the way back */
    public Optional<ClientSees> clientSees() {
        if (answer.isPresent()) {
            return answer.get().reaches().map(reaches -> reaches ? answer.get().http().sees() : ClientSees.TIMEOUT);
        }
        if (delivered.isEmpty()) {
            return there.end().sees();
        }
        return reply.map(back -> back.returned() ? ClientSees.CONNECTED : ClientSees.TIMEOUT);
    }

    /** @return why there is no connection: the first packet's reason, else the answer's */
    public Optional<ReasonCode> code() {
        return there.end().code().or(() -> reply.flatMap(Reply::code));
    }
}
