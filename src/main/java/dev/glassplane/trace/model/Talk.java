package dev.glassplane.trace.model;

import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming.ClientTls;
import java.util.Optional;

/**
 * What is said over a connection, as far as the question says it.
 *
 * @param request       over HTTP
 * @param tls           set if it begins with a TLS handshake, around everything that follows
 * @param proxyProtocol the client that a PROXY protocol header names, which goes first; empty if there is none
 */
public record Talk(HttpRequest request, Optional<ClientTls> tls, Optional<String> proxyProtocol) {

    /** @return {@code https} or {@code http} */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** @return the same without TLS or with another handshake */
    public Talk with(Optional<ClientTls> other) {
        return new Talk(request, other, proxyProtocol);
    }

    /** @return the same, another request */
    public Talk with(HttpRequest other) {
        return new Talk(other, tls, proxyProtocol);
    }

    /** @return the same behind a header of PROXY protocol v2, or without any */
    public Talk introduced(Optional<String> client) {
        return new Talk(request, tls, client);
    }

    /** @return {@code GET https://example.com/path} */
    @Override
    public String toString() {
        return request.method() + " " + scheme() + "://" + request.authority() + request.target();
    }
}
