package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Protocol;

/** What a listener speaks. */
public enum ListenerProtocol {
    HTTP, HTTPS, TLS, TCP, UDP, TCP_UDP;

    /** @return whether it begins with a TLS handshake */
    public boolean encrypted() {
        return this == HTTPS || this == TLS;
    }

    /** @return whether it reads requests */
    public boolean http() {
        return this == HTTP || this == HTTPS;
    }

    /** @return whether packets of this protocol are for it */
    public boolean takes(Protocol protocol) {
        return switch (this) {
            case HTTP, HTTPS, TLS, TCP -> protocol == Protocol.TCP;
            case UDP -> protocol == Protocol.UDP;
            case TCP_UDP -> protocol == Protocol.TCP || protocol == Protocol.UDP;
        };
    }
}
