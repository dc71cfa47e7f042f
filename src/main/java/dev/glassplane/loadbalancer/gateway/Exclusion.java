package dev.glassplane.loadbalancer.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTPRoute and a GRPCRoute must not share host names of one listener: the older one has them. Source: {@code apis/v1/grpcroute_types.go}, "Hostnames".
 */
final class Exclusion {

    private record Taken(RouteSpec route, List<String> hosts) {}

    private Exclusion() {}

    /** @param routes in their order of precedence */
    static List<RouteState> apply(List<RouteState> routes) {
        boolean both = routes.stream().anyMatch(route -> route.spec().kind() == RouteKind.GRPC) && routes.stream().anyMatch(route -> route.spec().kind() == RouteKind.HTTP);
        if (!both) {
            return routes;
        }
        Map<ListenerSpec, List<Taken>> taken = new HashMap<>();
        return routes.stream().map(route -> route.spec().kind().http() ? without(route, taken) : route).toList();
    }

    private static RouteState without(RouteState route, Map<ListenerSpec, List<Taken>> taken) {
        List<Attachment> attachments = new ArrayList<>();
        for (Attachment attachment : route.attachments()) {
            List<Attachment.Place> kept = new ArrayList<>();
            RouteSpec against = null;
            for (Attachment.Place place : attachment.places()) {
                List<Taken> here = taken.computeIfAbsent(place.listener().spec(), _ -> new ArrayList<>());
                Optional<RouteSpec> other = here.stream().filter(each -> each.route().kind() != route.spec().kind() && Hostnames.overlap(each.hosts(), place.hosts()))
                        .map(Taken::route).findFirst();
                if (other.isEmpty()) {
                    kept.add(place);
                    here.add(new Taken(route.spec(), place.hosts()));
                }
                against = against == null ? other.orElse(null) : against;
            }
            boolean none = kept.isEmpty() && against != null;
            attachments.add(none ? Attachment.refused(attachment.parent(), "NotAllowedByListeners", "hostnames of the listener are those of "
                    + against.kind().kind() + " " + against.key().qualifiedName() + ", and an HTTPRoute and a GRPCRoute must not share them")
                    : new Attachment(attachment.parent(), attachment.accepted(), List.copyOf(kept)));
        }
        return new RouteState(route.spec(), route.rules(), List.copyOf(attachments));
    }
}
