package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.proxy.ProxyAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a Gateway.
 *
 * @param spec              as declared
 * @param className         its class
 * @param listeners         its own
 * @param sets              ListenerSets that want to belong to it, in the order of their precedence
 * @param accepted          whether it is served at all
 * @param findings          its conditions
 * @param addresses         where clients find it
 * @param clientCertificate that it shows to backends
 */
record GatewayState(GatewaySpec spec, String className, List<ListenerState> listeners, List<ListenerSetState> sets, boolean accepted, List<Finding> findings,
                    List<ProxyAddress> addresses, Optional<String> clientCertificate) {

    /** @return listeners of its own and of the ListenerSets that it accepted */
    List<ListenerState> allListeners() {
        return Stream.concat(listeners.stream(), sets.stream().filter(ListenerSetState::accepted).flatMap(set -> set.listeners().stream())).toList();
    }

    long attachedSets() {
        return sets.stream().filter(ListenerSetState::accepted).count();
    }
}
