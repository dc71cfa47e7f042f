package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.Comparator;
import java.util.Optional;

/** The VPC as the packets see it, from the objects of one image. */
record ImageFabric(Vpc vpc) implements VpcFabric {

    @Override
    public Optional<Attachment> holderOf(Ip ip) {
        return vpc.holderOf(ip).map(found -> new Attachment(found.id(), found.node(), found.deviceName(), found.subnet(),
                vpc.subnet(found.subnet()).map(Subnet::zone).orElse("")));
    }

    @Override
    public boolean contains(Ip ip) {
        return vpc.contains(ip);
    }

    /** The longest prefix wins; the local route cannot be shadowed by a shorter one and there is none longer in what is modelled. */
    @Override
    public Egress route(String subnetId, Ip to) {
        if (vpc.cidrsAround(subnetId).stream().anyMatch(cidr -> cidr.contains(to))) {
            return new Egress.Local();
        }
        return vpc.subnet(subnetId).flatMap(subnet -> Optional.ofNullable(vpc.routeTables().get(subnet.routeTable())))
                .flatMap(table -> table.routes().stream().filter(route -> route.destination().contains(to))
                        .max(Comparator.comparingInt(route -> route.destination().prefixLength())))
                .filter(route -> !route.target().isEmpty())
                .<Egress>map(route -> new Egress.Internet(route.target(), Optional.empty())).orElseGet(Egress.NoRoute::new);
    }
}
