package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What came of one parentRef of a route. Source: {@code apis/v1/shared_types.go}, "ParentReference"; {@code apis/v1/gateway_types.go}, "AllowedRoutes".
 *
 * @param parent   the reference
 * @param accepted the condition Accepted
 * @param places   listeners that took the route
 */
record Attachment(RouteSpec.Parent parent, Finding accepted, List<Place> places) {

    /**
     * @param listener that took the route
     * @param hosts    names that both mean; one empty name for all
     */
    record Place(ListenerState listener, List<String> hosts) {}

    static Attachment refused(RouteSpec.Parent parent, String reason, String message) {
        return new Attachment(parent, Finding.bad(Finding.ACCEPTED, reason, message), List.of());
    }

    /** @param listeners of the parent */
    static Attachment decide(RouteSpec route, RouteSpec.Parent parent, List<ListenerState> listeners, ClusterImage image) {
        List<ListenerState> meant = listeners.stream().filter(each -> parent.sectionName().isEmpty() || each.spec().name().equals(parent.sectionName()))
                .filter(each -> parent.port().isEmpty() || each.spec().port() == parent.port().getAsInt()).toList();
        if (meant.isEmpty()) {
            return refused(parent, "NoMatchingParent", parent.target().qualifiedName() + " has no listener" + (parent.sectionName().isEmpty() ? "" : " " + parent.sectionName())
                    + (parent.port().isPresent() ? " of port " + parent.port().getAsInt() : ""));
        }
        List<ListenerState> allowing = meant.stream().filter(each -> each.kinds().contains(route.kind()) && admits(each, route, image)).toList();
        if (allowing.isEmpty()) {
            return refused(parent, "NotAllowedByListeners", "no listener takes a " + route.kind().kind() + " of namespace " + route.key().namespace() + ": "
                    + String.join("; ", meant.stream().map(each -> why(each, route)).toList()));
        }
        List<Place> places = new ArrayList<>();
        for (ListenerState listener : allowing) {
            List<String> hosts = named(route.kind()) ? Hostnames.intersect(listener.spec().hostname(), route.hostnames()) : List.of("");
            if (!hosts.isEmpty()) {
                places.add(new Place(listener, hosts));
            }
        }
        if (places.isEmpty()) {
            return refused(parent, "NoMatchingListenerHostname", "hostnames " + String.join(", ", route.hostnames()) + " have nothing in common with those of the listeners: "
                    + String.join(", ", allowing.stream().map(each -> each.spec().name() + " " + each.spec().hostname()).toList()));
        }
        return new Attachment(parent, Finding.good(Finding.ACCEPTED, "the route is accepted"), List.copyOf(places));
    }

    private static boolean named(RouteKind kind) {
        return switch (kind) {
            case HTTP, GRPC, TLS -> true;
            case TCP, UDP -> false;
        };
    }

    private static boolean admits(ListenerState listener, RouteSpec route, ClusterImage image) {
        JsonNode namespaces = listener.spec().json().path("allowedRoutes").path("namespaces");
        return GatewaySpec.admits(namespaces, "Same", listener.spec().owner().namespace(), route.key().namespace(), image);
    }

    private static String why(ListenerState listener, RouteSpec route) {
        if (!listener.kinds().contains(route.kind())) {
            return listener.spec().name() + " takes " + (listener.kinds().isEmpty() ? "no routes" : String.join(", ", listener.kinds().stream().map(RouteKind::kind).toList()));
        }
        return listener.spec().name() + " takes routes of namespaces " + GatewayApi.text(listener.spec().json().path("allowedRoutes").path("namespaces"), "from", "Same");
    }
}
