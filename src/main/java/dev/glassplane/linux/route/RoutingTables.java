package dev.glassplane.linux.route;

import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides where a packet goes on one host: devices, addresses, routes, policy rules, neighbours.
 *
 * @param links     devices, loopback included
 * @param addresses on the devices
 * @param routes    of all tables but local
 * @param rules     without the three standing ones
 * @param neighbors permanent entries
 */
public record RoutingTables(List<Link> links, List<InterfaceAddress> addresses, List<Route> routes, List<PolicyRule> rules,
                            List<Neighbor> neighbors) {

    /** A host without devices. */
    public static final RoutingTables EMPTY = new RoutingTables(List.of(), List.of(), List.of(), List.of(), List.of());

    public RoutingTables {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        neighbors = List.copyOf(neighbors);
    }

    /** @return whether the address belongs to this host (127.0.0.0/8 and ::1 do) */
    public boolean isLocal(Ip ip) {
        return ip.isLoopback() || addresses.stream().anyMatch(a -> a.ip().equals(ip));
    }

    /** @return whether the address is on this very device */
    public boolean isLocalOn(Ip ip, String device) {
        return addresses.stream().anyMatch(a -> a.ip().equals(ip) && a.device().equals(device));
    }

    /** @return the device with this name */
    public Optional<Link> link(String name) {
        return links.stream().filter(l -> l.name().equals(name)).findFirst();
    }
}
