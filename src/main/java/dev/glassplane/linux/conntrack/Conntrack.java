package dev.glassplane.linux.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connection table of one host during one walk. Not thread-safe. */
public final class Conntrack {

    private final List<Connection> connections = new ArrayList<>();

    /** @return the connection one of whose directions has this tuple */
    public Optional<Connection> find(Tuple tuple) {
        return connections.stream().filter(c -> c.original().equals(tuple) || c.reply().equals(tuple)).findFirst();
    }

    /** Adds a connection, or replaces the one with the same original tuple. */
    public void put(Connection connection) {
        connections.removeIf(c -> c.original().equals(connection.original()));
        connections.add(connection);
    }

    /** @return all connections, oldest first */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }
}
