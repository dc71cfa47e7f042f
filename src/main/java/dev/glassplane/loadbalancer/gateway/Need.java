package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.Service;
import dev.glassplane.store.ObjectKey;

/**
 * A target group that a route needs.
 *
 * @param service key of the Service
 * @param port    of the Service
 * @param kind    of the route: what is spoken
 */
record Need(ObjectKey service, Service.Port port, RouteKind kind) {

    /** @return the group's name: {@code NS/SERVICE:PORT}, with what is spoken if it is not HTTP/1.1 or HTTP/2 as the Service says */
    String group() {
        String name = service.qualifiedName() + ":" + port.port();
        return switch (kind) {
            case HTTP -> name;
            case GRPC -> name + "/grpc";
            case TLS, TCP -> name + "/tcp";
            case UDP -> name + "/udp";
        };
    }
}
