package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.model.Tls;
import java.util.List;
import java.util.Optional;

/**
 * What became of a listener.
 *
 * @param spec     as declared
 * @param kinds    of routes that it takes
 * @param findings its conditions
 * @param tls      what it does with handshakes, if it ends or passes TLS
 */
record ListenerState(ListenerSpec spec, List<RouteKind> kinds, List<Finding> findings, Optional<Tls> tls) {

    ListenerState {
        kinds = List.copyOf(kinds);
        findings = List.copyOf(findings);
    }

    /** @return whether it takes traffic */
    boolean programmed() {
        return holds(Finding.PROGRAMMED);
    }

    boolean resolved() {
        return holds(Finding.RESOLVED_REFS);
    }

    private boolean holds(String type) {
        return findings.stream().anyMatch(finding -> finding.type().equals(type) && finding.holds());
    }
}
