package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

    /** Kinds of targets, with the fields of a route that name them (ACK, {@code CreateRouteInput}). */
    public enum Target {
        GATEWAY("gatewayID", "gatewayRef"), NAT_GATEWAY("natGatewayID", "natGatewayRef"),
        PEERING("vpcPeeringConnectionID", "vpcPeeringConnectionRef"), NETWORK_INTERFACE("networkInterfaceID", "networkInterfaceRef"),
        INSTANCE("instanceID", "instanceRef"), TRANSIT_GATEWAY("transitGatewayID", "transitGatewayRef"), VPC_ENDPOINT("vpcEndpointID", "vpcEndpointRef"),
        EGRESS_ONLY_GATEWAY("egressOnlyInternetGatewayID", "egressOnlyInternetGatewayRef"), LOCAL_GATEWAY("localGatewayID", "localGatewayRef"),
        CARRIER_GATEWAY("carrierGatewayID", "carrierGatewayRef"), NONE("", "");

        private final String id;
        private final String ref;

        Target(String id, String ref) {
            this.id = id;
            this.ref = ref;
        }

        /** @return the field that names a target of this kind by its id */
        public String field() {
            return id;
        }

        /** @return the field that names it by the name of its object */
        String reference() {
            return ref;
        }

        /** @return whether the route names a target of this kind */
        boolean named(JsonNode route) {
            return !of(route).isEmpty();
        }

        /** @return the target of this kind, empty if there is none */
        String of(JsonNode route) {
            return this == NONE ? "" : Json.reference(route, id, ref);
        }
    }

    /**
     * @param destination prefix, empty if the route names a prefix list
     * @param prefixList   id of the prefix list, empty if the route names a prefix
     * @param kind         what it leads to
     * @param target       its name
     */
    public record Route(Optional<Cidr> destination, String prefixList, Target kind, String target) {

        Stream<Cidr> destinations(Filters filters) {
            return destination.map(Stream::of).orElseGet(() -> filters.prefixLists().getOrDefault(prefixList, List.of()).stream());
        }
    }

    static RouteTable of(JsonNode object) {
        return new RouteTable(Json.text(object.path("metadata"), "name"), Json.each(object.path("spec"), "routes").map(RouteTable::route).toList());
    }

    private static Route route(JsonNode route) {
        Target kind = Arrays.stream(Target.values()).filter(each -> each.named(route)).findFirst().orElse(Target.NONE);
        return new Route(Cidr.tryParse(Json.text(route, "destinationCIDRBlock")).or(() -> Cidr.tryParse(Json.text(route, "destinationIPv6CIDRBlock"))),
                Json.text(route, "destinationPrefixListID"), kind, kind.of(route));
    }
}
