package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A route table of the VPC; the local route for the VPC's own prefixes goes without saying.
 *
 * @param name   name of the RouteTable object
 * @param routes in the order written
 */
public record RouteTable(String name, List<Route> routes) {

    public RouteTable {
        routes = List.copyOf(routes);
    }

    /**
     * @param destination prefix
     * @param target      name of the internet gateway or NAT gateway, empty for a target that is not modelled
     */
    public record Route(Cidr destination, String target) {}

    static RouteTable of(JsonNode object) {
        return new RouteTable(Json.text(object.path("metadata"), "name"), Json.each(object.path("spec"), "routes")
                .flatMap(route -> Cidr.tryParse(Json.text(route, "destinationCIDRBlock")).map(cidr -> new Route(cidr, target(route))).stream())
                .toList());
    }

    private static String target(JsonNode route) {
        String gateway = Json.reference(route, "gatewayID", "gatewayRef");
        return gateway.isEmpty() ? Json.reference(route, "natGatewayID", "natGatewayRef") : gateway;
    }
}
