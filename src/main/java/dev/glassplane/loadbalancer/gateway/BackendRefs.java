package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Resolves the references of one route to backends. Source: {@code apis/v1/httproute_types.go}, "HTTPBackendRef". */
final class BackendRefs {

    private final ClusterImage image;
    private final Grants grants;
    private final RouteSpec route;
    private final List<Problem> problems;

    /** @param problems gets what does not resolve, in order */
    BackendRefs(ClusterImage image, Grants grants, RouteSpec route, List<Problem> problems) {
        this.image = image;
        this.grants = grants;
        this.route = route;
        this.problems = problems;
    }

    /** What a reference leads to. */
    sealed interface Resolved {

        /** A port of a Service. */
        record Port(Service service, Service.Port port) implements Resolved {}

        /** Nothing. */
        record Nothing(Backend.Broken broken) implements Resolved {}
    }

    Resolved resolve(JsonNode reference) {
        String group = reference.path("group").asString("");
        String kind = GatewayApi.text(reference, "kind", "Service");
        String namespace = GatewayApi.text(reference, "namespace", route.key().namespace());
        String name = reference.path("name").asString("");
        int number = reference.path("port").asInt(0);
        if (!group.isEmpty() || !kind.equals("Service")) {
            return broken("InvalidKind", "backend " + name + " is a " + kind + (group.isEmpty() ? "" : " of group " + group) + ", only Service is supported");
        }
        if (!grants.allow(route.kind().kind(), route.key().namespace(), "", "Service", namespace, name)) {
            return broken("RefNotPermitted", "no ReferenceGrant in namespace " + namespace + " lets a " + route.kind().kind() + " of namespace " + route.key().namespace()
                    + " refer to Service " + name);
        }
        Optional<Service> service = image.service(namespace, name);
        if (service.isEmpty()) {
            return broken("BackendNotFound", "Service " + namespace + "/" + name + " does not exist");
        }
        if (service.get().type().equals("ExternalName")) {
            return broken("InvalidKind", "Service " + namespace + "/" + name + " is of type ExternalName, which is not supported");
        }
        Protocol wanted = route.kind() == RouteKind.UDP ? Protocol.UDP : Protocol.TCP;
        List<Service.Port> ports = service.get().ports().stream().filter(port -> port.port() == number).toList();
        if (ports.isEmpty()) {
            return broken("BackendNotFound", "Service " + namespace + "/" + name + " has no port " + number);
        }
        return ports.stream().filter(port -> port.protocol() == wanted).findFirst().<Resolved>map(port -> new Resolved.Port(service.get(), port))
                .orElseGet(() -> broken("UnsupportedProtocol", "port " + number + " of Service " + namespace + "/" + name + " speaks " + ports.getFirst().protocol()
                        + ", a " + route.kind().kind() + " needs " + wanted));
    }

    private Resolved.Nothing broken(String reason, String message) {
        problems.add(new Problem(reason, message));
        return new Resolved.Nothing(new Backend.Broken(status(), reason, message));
    }

    /** @return Services that the backends of a route name, whether they exist or not */
    static List<ObjectKey> servicesOf(RouteSpec route) {
        return route.rules().valueStream().flatMap(rule -> rule.path("backendRefs").valueStream())
                .filter(reference -> reference.path("group").asString("").isEmpty() && GatewayApi.text(reference, "kind", "Service").equals("Service"))
                .map(reference -> GatewayApi.service(GatewayApi.text(reference, "namespace", route.key().namespace()), reference.path("name").asString(""))).distinct().toList();
    }

    /** The status that the share of a broken backend gets: gRPC's UNAVAILABLE is what proxies make of 503. */
    int status() {
        return route.kind() == RouteKind.GRPC ? 503 : 500;
    }
}
