package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.net.Packet;
import java.util.Optional;

/**
 * What comes to a load balancer: a connection, and what is said over it if it is known.
 *
 * @param first   its first packet as the load balancer has it: the client's address, the port that was asked
 * @param tls     set if the client begins with a TLS handshake
 * @param request set if the client speaks HTTP
 */
public record Incoming(Packet first, Optional<ClientTls> tls, Optional<HttpRequest> request) {

    /**
     * A client's side of TLS.
     *
     * @param sni         server name that it asks for, lower case; empty if it names none
     * @param certificate whether it shows a certificate of its own
     */
    public record ClientTls(Optional<String> sni, boolean certificate) {}

    /** @return {@code https} or {@code http} */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }
}
