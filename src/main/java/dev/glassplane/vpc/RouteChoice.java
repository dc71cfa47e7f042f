package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.RouteTable.Route;
import dev.glassplane.vpc.VpcFabric.Egress;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The route table of a subnet. The longest prefix wins; of equal ones the local route, then those that name a prefix before those of prefix lists
 * (AWS VPC user guide, "Route priority").
 */
final class RouteChoice {

    private final Vpc vpc;
    private final String subnet;
    private final String name;

    RouteChoice(Vpc vpc, String subnet) {
        this.vpc = vpc;
        this.subnet = subnet;
        this.name = vpc.vpcOf(subnet);
    }

    private record Candidate(Cidr destination, Optional<Route> route) {}

    Egress towards(Ip to) {
        Stream<Candidate> local = vpc.cidrsAround(subnet).stream().map(cidr -> new Candidate(cidr, Optional.empty()));
        Stream<Candidate> written = vpc.subnet(subnet).flatMap(found -> Optional.ofNullable(vpc.routeTables().get(found.routeTable()))).stream()
                .flatMap(table -> table.routes().stream())
                .flatMap(route -> route.destinations(vpc.filters()).map(cidr -> new Candidate(cidr, Optional.of(route))));
        return Stream.concat(local, written).filter(candidate -> candidate.destination().contains(to))
                .min(Comparator.comparingInt((Candidate candidate) -> -candidate.destination().prefixLength())
                        .thenComparing(candidate -> candidate.route().isPresent())
                        .thenComparing(candidate -> candidate.route().filter(route -> !route.prefixList().isEmpty()).isPresent()))
                .map(candidate -> candidate.route().map(route -> along(candidate.destination(), route)).orElseGet(Egress.Local::new))
                .orElseGet(Egress.NoRoute::new);
    }

    private Egress along(Cidr destination, Route route) {
        String target = route.target();
        return switch (route.kind()) {
            case GATEWAY -> target.equals("local") ? new Egress.Local() : gateway(destination, target);
            case NAT_GATEWAY -> Optional.ofNullable(vpc.gateways().nat().get(target)).<Egress>map(Egress.Nat::new)
                    .orElseGet(() -> hole(destination, target, "there is no such NAT gateway"));
            case PEERING -> peering(destination, target);
            case NETWORK_INTERFACE -> new ImageFabric(vpc).attachment(target).<Egress>map(Egress.ToInterface::new)
                    .orElseGet(() -> hole(destination, target, "there is no such network interface"));
            case EGRESS_ONLY_GATEWAY -> egressOnly(destination, target);
            case INSTANCE, TRANSIT_GATEWAY, VPC_ENDPOINT, LOCAL_GATEWAY, CARRIER_GATEWAY ->
                    new Egress.NotModelled(destination, route.kind().field() + " " + target);
            case NONE -> hole(destination, "nothing", "the route names no target");
        };
    }

    private Egress gateway(Cidr destination, String target) {
        String attached = vpc.gateways().internet().get(target);
        if (attached == null) {
            return hole(destination, target, "there is no such internet gateway");
        }
        return attached.equals(name) ? new Egress.Internet(target, Optional.empty())
                : hole(destination, target, "the internet gateway is not attached to " + name);
    }

    private Egress egressOnly(Cidr destination, String target) {
        String of = vpc.gateways().egressOnly().get(target);
        if (of == null) {
            return hole(destination, target, "there is no such egress-only internet gateway");
        }
        return of.equals(name) ? new Egress.EgressOnly(target) : hole(destination, target, "the egress-only internet gateway is not of " + name);
    }

    private Egress peering(Cidr destination, String target) {
        Peering found = vpc.gateways().peerings().get(target);
        if (found == null) {
            return hole(destination, target, "there is no such peering connection");
        }
        if (!found.active()) {
            return hole(destination, target, "the peering connection is not accepted (spec.acceptRequest)");
        }
        return found.from(name).<Egress>map(other -> new Egress.Peer(target, other))
                .orElseGet(() -> hole(destination, target, "the peering connection does not begin in " + name));
    }

    private static Egress hole(Cidr destination, String target, String why) {
        return new Egress.Blackhole(destination, target, why);
    }
}
