package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.AddressTranslation;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Conntrack;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Optional;

/**
 * What connection tracking knows of one packet on its way through one host. A new connection enters the host's table only when the packet has
 * passed all hooks ({@code linux: net/netfilter/nf_conntrack_core.c}), so a dropped packet leaves no entry.
 */
final class Tracking {

    private final Conntrack table;
    private Optional<Connection> connection = Optional.empty();
    private ConnectionStateWord state = ConnectionStateWord.INVALID;
    private boolean asked;
    private boolean reply;
    private boolean confirmed;
    private boolean sourceDecided;
    private boolean destinationDecided;

    Tracking(Conntrack table) {
        this.table = table;
    }

    /** Looks the packet up, or starts a connection for it. A TCP answer to nothing known starts none. */
    StackStep.Tracked lookUp(Packet packet, boolean answer) {
        asked = true;
        Tuple tuple = Tuple.of(packet);
        Optional<Connection> known = table.find(tuple);
        Connection fresh = new Connection(tuple, tuple.inverted(), 0, false);
        if (known.isPresent()) {
            found(known.get(), tuple);
        } else if (answer && packet.protocol() == Protocol.TCP) {
            return new StackStep.Tracked(state.name(), fresh, false);
        } else {
            connection = Optional.of(fresh);
            state = ConnectionStateWord.NEW;
        }
        return new StackStep.Tracked(state.name(), connection.orElseThrow(), reply);
    }

    private void found(Connection known, Tuple tuple) {
        reply = !known.original().equals(tuple);
        Connection seen = reply ? known.answered() : known;
        table.put(seen);
        connection = Optional.of(seen);
        state = seen.established() ? ConnectionStateWord.ESTABLISHED : ConnectionStateWord.NEW;
        confirmed = true;
        sourceDecided = true;
        destinationDecided = true;
    }

    /** @return whether the packet was looked up already: one that comes back by the loopback device was */
    boolean asked() {
        return asked;
    }

    ConnectionStateWord state() {
        return state;
    }

    Optional<Connection> connection() {
        return connection;
    }

    boolean reply() {
        return reply;
    }

    /** @return whether the nat chains have spoken about this end of the connection; they are asked once */
    boolean decided(boolean source) {
        return source ? sourceDecided : destinationDecided;
    }

    /** The nat chains have spoken: this is the connection now. */
    void decide(boolean source, Connection translated) {
        connection = Optional.of(translated);
        sourceDecided |= source;
        destinationDecided |= !source;
    }

    /** @return whether the table holds the connection already */
    boolean confirmed() {
        return confirmed;
    }

    /** A virtual server sends a new connection to a real server ({@code linux: net/netfilter/ipvs/ip_vs_nfct.c}, ip_vs_update_conntrack). */
    void serve(IpPort server) {
        if (!confirmed && !reply) {
            connection = connection.map(known -> known.servedBy(AddressTranslation.destination(known, server).reply()));
        }
    }

    /** From now on the packet is nobody's. */
    void untrack() {
        connection = Optional.empty();
        state = ConnectionStateWord.UNTRACKED;
    }

    void setMark(int mark) {
        connection = connection.map(known -> known.withMark(mark));
        if (confirmed) {
            connection.ifPresent(table::put);
        }
    }

    /** The packet got through: a new connection becomes an entry of the table. */
    void confirm() {
        if (!confirmed) {
            connection.ifPresent(table::put);
            confirmed = connection.isPresent();
        }
    }
}
