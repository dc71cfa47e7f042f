package dev.glassplane.linux.conntrack;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connection table of one host during one walk. Not thread-safe. */
public final class Conntrack {

    /** Entries that the table holds ({@code nf_conntrack_max}; the floor that kube-proxy sets, {@code conntrack.min}). */
    public static final int CONNECTIONS_MAX = 131_072;

    private final Map<Tuple, Connection> byOriginal = new LinkedHashMap<>();
    private final Map<Tuple, Connection> byReply = new HashMap<>();

    /** @return the connection one of whose directions has this tuple */
    public Optional<Connection> find(Tuple tuple) {
        Connection original = byOriginal.get(tuple);
        return Optional.ofNullable(original != null ? original : byReply.get(tuple));
    }

    /**
     * Adds a connection, or replaces the one with the same original tuple.
     *
     * @throws IllegalStateException if the table is full
     */
    public void put(Connection connection) {
        Connection before = byOriginal.get(connection.original());
        if (before == null && byOriginal.size() >= CONNECTIONS_MAX) {
            throw new IllegalStateException("nf_conntrack: table full, dropping packet: it holds " + CONNECTIONS_MAX + " connections");
        }
        if (before != null) {
            byReply.remove(before.reply());
        }
        byOriginal.put(connection.original(), connection);
        byReply.put(connection.reply(), connection);
    }

    /** Forgets the connection with this original tuple, if there is one: its time has run out. */
    public void remove(Tuple original) {
        Connection gone = byOriginal.remove(original);
        if (gone != null) {
            byReply.remove(gone.reply(), gone);
        }
    }

    /** @return all connections, oldest first */
    public List<Connection> connections() {
        return List.copyOf(byOriginal.values());
    }
}
