package dev.glassplane.loadbalancer.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which listeners cannot be told apart. Of a Gateway's own, all that conflict lose; a listener of a ListenerSet loses against what comes before it: the
 * Gateway's own, older ListenerSets, earlier listeners of its own. Source: {@code apis/v1/gateway_types.go}, "Distinct Listeners";
 * {@code apis/v1/listenerset_types.go}.
 */
final class Conflicts {

    /** How a listener conflicts. */
    record Conflict(String reason, String message) {}

    private static final String HOSTNAME = "HostnameConflict";
    private static final String PROTOCOL = "ProtocolConflict";

    private Conflicts() {}

    /**
     * @param own  listeners of the Gateway
     * @param more listeners of its ListenerSets, in their order
     */
    static Map<ListenerSpec, Conflict> find(List<ListenerSpec> own, List<ListenerSpec> more) {
        Map<ListenerSpec, Conflict> conflicts = new HashMap<>();
        for (ListenerSpec one : own) {
            Set<String> reasons = new TreeSet<>();
            List<String> with = new ArrayList<>();
            own.stream().filter(other -> other != one).forEach(other -> reason(one, other).ifPresent(reason -> {
                reasons.add(reason);
                with.add(other.name());
            }));
            if (!reasons.isEmpty()) {
                conflicts.put(one, conflict(reasons.contains(PROTOCOL) ? PROTOCOL : HOSTNAME, one, "listener " + String.join(", ", with)));
            }
        }
        List<ListenerSpec> before = new ArrayList<>(own);
        for (ListenerSpec one : more) {
            Optional<Conflict> conflict = before.stream().flatMap(other -> reason(one, other)
                    .map(reason -> conflict(reason, one, "a listener that comes before it")).stream()).findFirst();
            conflict.ifPresent(found -> conflicts.put(one, found));
            if (conflict.isEmpty()) {
                before.add(one);
            }
        }
        return conflicts;
    }

    private static Conflict conflict(String reason, ListenerSpec one, String with) {
        return new Conflict(reason, reason.equals(PROTOCOL) ? "protocol " + one.word() + " on port " + one.port() + " cannot be told from that of " + with
                : "port " + one.port() + " and hostname " + (one.hostname().isEmpty() ? "\"\"" : one.hostname()) + " are those of " + with + " too");
    }

    private static Optional<String> reason(ListenerSpec one, ListenerSpec other) {
        if (one.port() != other.port() || one.protocol().isEmpty() || other.protocol().isEmpty()) {
            return Optional.empty();
        }
        Family family = Family.of(one);
        Family others = Family.of(other);
        if (family == Family.UDP || others == Family.UDP) {
            return family == others ? Optional.of(PROTOCOL) : Optional.empty();
        }
        if (family != others || family == Family.TCP) {
            return Optional.of(PROTOCOL);
        }
        return one.hostname().equals(other.hostname()) ? Optional.of(HOSTNAME) : Optional.empty();
    }

    /** Protocols that share a port: they are told apart by host names. */
    private enum Family {
        PLAIN, ENCRYPTED, TCP, UDP;

        static Family of(ListenerSpec listener) {
            return switch (listener.protocol().orElseThrow()) {
                case HTTP -> PLAIN;
                case HTTPS, TLS -> ENCRYPTED;
                case TCP, TCP_UDP -> TCP;
                case UDP -> UDP;
            };
        }
    }

    /** Hostnames of encrypted listeners of one port that mean some names both ({@code OverlappingTLSConfig}). */
    static boolean overlapsAnother(ListenerSpec one, List<ListenerSpec> all) {
        return encrypted(one) && all.stream().anyMatch(other -> other != one && other.port() == one.port() && encrypted(other)
                && !one.hostname().equals(other.hostname()) && Hostnames.common(one.hostname(), other.hostname()).isPresent());
    }

    private static boolean encrypted(ListenerSpec listener) {
        return listener.protocol().filter(protocol -> protocol.encrypted()).isPresent() && !listener.passthrough();
    }
}
