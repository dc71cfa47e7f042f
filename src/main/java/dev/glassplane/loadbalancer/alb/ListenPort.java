package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.List;
import java.util.Optional;

/**
 * What an Ingress, or all of a group, want of a port.
 *
 * @param protocol     HTTP or HTTPS
 * @param cidrs4       who may connect, as somebody wrote it
 * @param cidrs6       the same for IPv6
 * @param prefixLists  managed prefix lists of those who may connect
 * @param sslPolicy    of HTTPS
 * @param certificates ARNs, the default one first
 * @param clients      what clients must show
 */
record ListenPort(ListenerProtocol protocol, List<String> cidrs4, List<String> cidrs6, List<String> prefixLists, Optional<String> sslPolicy,
                  List<String> certificates, Optional<Tls.ClientValidation> clients) {

    ListenPort {
        cidrs4 = List.copyOf(cidrs4);
        cidrs6 = List.copyOf(cidrs6);
        prefixLists = List.copyOf(prefixLists);
        certificates = List.copyOf(certificates);
    }
}
