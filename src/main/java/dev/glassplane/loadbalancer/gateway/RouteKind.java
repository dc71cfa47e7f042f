package dev.glassplane.loadbalancer.gateway;

import java.util.Locale;

/** A kind of route. */
enum RouteKind {
    HTTP("HTTPRoute"), GRPC("GRPCRoute"), TLS("TLSRoute"), TCP("TCPRoute"), UDP("UDPRoute");

    private final String kind;

    RouteKind(String kind) {
        this.kind = kind;
    }

    /** @return {@code HTTPRoute} */
    String kind() {
        return kind;
    }

    /** @return {@code httproutes.gateway.networking.k8s.io} */
    String resource() {
        return kind.toLowerCase(Locale.ROOT) + "s." + GatewayApi.GROUP;
    }

    /** @return whether it speaks of requests */
    boolean http() {
        return this == HTTP || this == GRPC;
    }
}
