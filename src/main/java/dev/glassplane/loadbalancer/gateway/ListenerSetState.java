package dev.glassplane.loadbalancer.gateway;

import java.util.List;

/**
 * What became of a ListenerSet.
 *
 * @param spec      as declared
 * @param findings  its conditions
 * @param listeners its own, none if it is not allowed
 */
record ListenerSetState(GatewaySpec spec, List<Finding> findings, List<ListenerState> listeners) {

    boolean accepted() {
        return findings.stream().anyMatch(finding -> finding.type().equals(Finding.ACCEPTED) && finding.holds());
    }

    static ListenerSetState refused(GatewaySpec spec, String reason, String message, List<ListenerState> listeners) {
        return new ListenerSetState(spec, List.of(Finding.bad(Finding.ACCEPTED, reason, message), Finding.bad(Finding.PROGRAMMED, reason, message)), listeners);
    }
}
