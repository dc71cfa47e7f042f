package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.vpc.RouteTable.Target;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of routes. */
final class RouteChecks {

    private static final List<String> DESTINATIONS = List.of("destinationCIDRBlock", "destinationIPv6CIDRBlock", "destinationPrefixListID");
    private static final Set<Target> INSIDE = Set.of(Target.NAT_GATEWAY, Target.NETWORK_INTERFACE, Target.INSTANCE, Target.VPC_ENDPOINT);

    private final Existing existing;
    private final FieldErrors errors;

    RouteChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    void routeTable(ObjectNode table) {
        JsonNode spec = table.path("spec");
        Optional<ObjectNode> vpc = existing.vpc(spec, "vpcID", "vpcRef", errors);
        List<Cidr> local = vpc.map(Existing::allCidrs).orElse(List.of());
        Set<String> seen = new HashSet<>();
        List<JsonNode> routes = Json.each(spec, "routes").toList();
        for (int i = 0; i < routes.size(); i++) {
            route(routes.get(i), "spec.routes[" + i + "]", local, vpc.map(Existing::name).orElse(""), seen);
        }
    }

    private void route(JsonNode route, String path, List<Cidr> local, String vpc, Set<String> seen) {
        List<String> named = DESTINATIONS.stream().filter(field -> !Json.text(route, field).isEmpty()).toList();
        List<Target> targets = Arrays.stream(Target.values()).filter(each -> each != Target.NONE && each.named(route)).toList();
        if (named.size() != 1) {
            errors.invalid(path, named.toString(), "InvalidParameterCombination: expected exactly one destination of " + DESTINATIONS);
            return;
        }
        if (targets.size() != 1) {
            errors.invalid(path, targets.stream().map(Target::field).toList().toString(), "InvalidParameterCombination: expected exactly one target, such as gatewayID or natGatewayID");
            return;
        }
        String destination = Json.text(route, named.getFirst());
        if (!seen.add(Cidr.tryParse(destination).map(Cidr::toString).orElse(destination))) {
            errors.invalid(path + "." + named.getFirst(), destination, "RouteAlreadyExists: The route identified by " + destination + " already exists.");
        }
        destination(named.getFirst(), destination, path, local, targets.getFirst(), targets.getFirst().of(route));
        target(route, path, targets.getFirst(), vpc);
    }

    private void destination(String field, String text, String path, List<Cidr> local, Target kind, String target) {
        if (field.equals("destinationPrefixListID")) {
            if (existing.find(FilterObjects.PREFIX_LISTS, text).isEmpty()) {
                errors.invalid(path + "." + field, text, "InvalidPrefixListID.NotFound: The prefix list ID '" + text + "' does not exist");
            }
            return;
        }
        Optional<Cidr> cidr = Cidr.tryParse(text).filter(found -> found.network().isV4() == field.equals("destinationCIDRBlock"));
        if (cidr.isEmpty()) {
            errors.invalid(path + "." + field, text, "InvalidParameterValue: Value (" + text + ") for parameter " + field.replace("CIDR", "Cidr").replace("IPv6", "Ipv6")
                    + " is invalid. This is not a valid CIDR block.");
        } else if (!INSIDE.contains(kind) && !target.equals("local") && local.stream().anyMatch(own -> own.contains(cidr.get()))) {
            errors.invalid(path + "." + field, text, "InvalidParameterValue: The destination CIDR block " + text + " is equal to or more specific than one of this "
                    + "VPC's CIDR blocks. This route can target only an interface or an instance.");
        }
    }

    private void target(JsonNode route, String path, Target kind, String vpc) {
        switch (kind) {
            case GATEWAY -> {
                if (!Json.text(route, kind.field()).equals("local")) {
                    existing.referred(route, path, kind.field(), kind.reference(), VpcReader.INTERNET_GATEWAYS, "InvalidGatewayID.NotFound", "gateway", errors)
                            .map(gateway -> Json.reference(gateway.path("spec"), "vpc", "vpcRef")).filter(attached -> !vpc.isEmpty() && !attached.equals(vpc))
                            .ifPresent(attached -> errors.invalid(path + "." + kind.field(), kind.of(route), "InvalidParameterValue: route table and network gateway "
                                    + kind.of(route) + " belong to different networks, " + vpc + " and " + (attached.isEmpty() ? "none" : attached)));
                }
            }
            case NAT_GATEWAY -> existing.referred(route, path, kind.field(), kind.reference(), VpcReader.NAT_GATEWAYS, "InvalidNatGatewayID.NotFound", "natGateway", errors);
            case PEERING -> existing.referred(route, path, kind.field(), kind.reference(), VpcReader.PEERINGS, "InvalidVpcPeeringConnectionID.NotFound",
                    "vpcPeeringConnection", errors).map(Peering::of).filter(found -> !vpc.isEmpty() && found.from(vpc).isEmpty()).ifPresent(found ->
                    errors.invalid(path + "." + kind.field(), found.id(), "InvalidParameterValue: " + found.id() + " connects " + found.requester() + " and "
                            + found.accepter() + ", not " + vpc));
            case NETWORK_INTERFACE -> existing.referred(route, path, kind.field(), kind.reference(), NetworkInterface.RESOURCE, "InvalidNetworkInterfaceID.NotFound",
                    "networkInterface", errors);
            case EGRESS_ONLY_GATEWAY -> egressOnly(route, path, kind, vpc);
            case INSTANCE, TRANSIT_GATEWAY, VPC_ENDPOINT, LOCAL_GATEWAY, CARRIER_GATEWAY, NONE -> { } // not modelled: kept as it is
        }
    }

    private void egressOnly(JsonNode route, String path, Target kind, String vpc) {
        existing.referred(route, path, kind.field(), kind.reference(), VpcReader.EGRESS_ONLY_GATEWAYS, "InvalidGatewayID.NotFound", "egressOnlyInternetGateway", errors)
                .map(gateway -> Json.reference(gateway.path("spec"), "vpcID", "vpcRef")).filter(of -> !vpc.isEmpty() && !of.equals(vpc))
                .ifPresent(of -> errors.invalid(path + "." + kind.field(), kind.of(route), "InvalidParameterValue: route table and network gateway " + kind.of(route)
                        + " belong to different networks, " + vpc + " and " + of));
        if (Json.text(route, "destinationIPv6CIDRBlock").isEmpty()) {
            errors.invalid(path, kind.of(route), "InvalidParameterCombination: an egress-only internet gateway takes IPv6 only; expected destinationIPv6CIDRBlock");
        }
    }
}
