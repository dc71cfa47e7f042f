package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.linux.ipvs.ConnectionState.Side;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** A host's connections through virtual servers. Time comes from the caller and must not run back. Not thread-safe. */
final class ConnectionTable {

    /** Buckets of the default {@code conn_tab_bits} of 12. */
    static final int BUCKETS = 4096;
    /** Entries that the table holds; the kernel's own has no limit but memory. */
    static final int CONNECTIONS_MAX = 1_048_576;

    private static final int TEMPLATE_STEP_SECONDS = 60;

    /** A timer that was set; it may have been set again since. */
    private record Timer(Instant at, VirtualConnection connection) {}

    private final Map<VirtualConnection.Key, VirtualConnection> byKey = new LinkedHashMap<>();
    private final Map<VirtualConnection.Key, VirtualConnection> byAnswer = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));

    Optional<VirtualConnection> find(VirtualConnection.Key key) {
        return Optional.ofNullable(byKey.get(key));
    }

    Optional<VirtualConnection> findAnswer(VirtualConnection.Key key) {
        return Optional.ofNullable(byAnswer.get(key));
    }

    List<VirtualConnection> all() {
        return List.copyOf(byKey.values());
    }

    int size() {
        return byKey.size();
    }

    /** A new connection is inactive until its first packet is looked at. */
    void put(VirtualConnection connection, int seconds, Instant now) {
        if (byKey.size() >= CONNECTIONS_MAX) {
            throw new IllegalStateException("the table of virtual servers' connections holds " + CONNECTIONS_MAX + " entries and is full");
        }
        byKey.put(connection.key(), connection);
        if (connection.isTemplate()) {
            connection.destination().countPersistent(1);
        } else {
            byAnswer.put(connection.answer(), connection);
            connection.destination().count(0, 1);
            connection.template().ifPresent(template -> template.control(1));
        }
        restart(connection, seconds, now);
    }

    void restart(VirtualConnection connection, int seconds, Instant now) {
        boolean sooner = connection.expires() == null || now.plusSeconds(seconds).isBefore(connection.expires());
        connection.setTimer(seconds, now);
        if (sooner) {
            timers.add(new Timer(connection.expires(), connection));
        }
    }

    /** A packet of the connection. */
    void packet(VirtualConnection connection, Side side, Event event, Timeouts timeouts, Instant now) {
        Protocol protocol = connection.key().protocol();
        ConnectionState before = connection.state();
        ConnectionState after = before.next(protocol, side, event);
        connection.setState(after);
        if (before.active() != after.active()) {
            int more = after.active() ? 1 : -1;
            connection.destination().count(more, -more);
        }
        boolean assured = after == ConnectionState.ESTABLISHED || protocol == Protocol.UDP && side == Side.SERVER;
        connection.template().filter(_ -> assured).ifPresent(template -> template.setState(ConnectionState.ASSURED));
        restart(connection, timeouts.of(after), now);
    }

    void remove(VirtualConnection connection) {
        if (connection.gone()) {
            return;
        }
        connection.setGone();
        byKey.remove(connection.key(), connection);
        if (connection.isTemplate()) {
            connection.destination().countPersistent(-1);
        } else {
            byAnswer.remove(connection.answer(), connection);
            connection.destination().count(connection.state().active() ? -1 : 0, connection.state().active() ? 0 : -1);
            connection.template().ifPresent(template -> template.control(-1));
        }
    }

    /** Takes away what has expired. A template that still controls connections stays, a minute at a time. */
    void advance(Instant now) {
        while (!timers.isEmpty() && !timers.peek().at().isAfter(now)) {
            Timer timer = timers.poll();
            VirtualConnection connection = timer.connection();
            if (connection.gone()) {
                continue;
            }
            if (connection.expires().isAfter(timer.at())) {
                timers.add(new Timer(connection.expires(), connection));
            } else if (connection.isTemplate() && connection.controlled() > 0) {
                connection.setTimer(TEMPLATE_STEP_SECONDS, timer.at());
                timers.add(new Timer(connection.expires(), connection));
            } else {
                remove(connection);
            }
        }
    }
}
