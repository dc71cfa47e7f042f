package dev.glassplane.linux.route;

import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that decides where a packet goes on one host: devices, addresses, routes, policy rules, neighbours. A value; what a look-up needs
 * is sorted on first use and kept.
 */
public final class RoutingTables {

    /** A host without devices. */
    public static final RoutingTables EMPTY = new RoutingTables(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private final List<Link> links;
    private final Supplier<List<InterfaceAddress>> found;
    private final List<Route> routes;
    private final List<PolicyRule> rules;
    private final List<Neighbor> neighbors;
    private final List<FdbEntry> fdb;
    private volatile List<InterfaceAddress> addresses;
    private volatile RouteIndex index;

    /**
     * @param links     devices, loopback included
     * @param addresses on the devices; 127.0.0.1 and ::1 on {@code lo} go without saying
     * @param routes    of all tables but local
     * @param rules     without the three standing ones
     * @param neighbors permanent entries
     * @param fdb       permanent entries of the forwarding tables of VXLAN devices
     */
    public RoutingTables(List<Link> links, List<InterfaceAddress> addresses, List<Route> routes, List<PolicyRule> rules,
                         List<Neighbor> neighbors, List<FdbEntry> fdb) {
        this(links, () -> addresses, routes, rules, neighbors, fdb);
    }

    /** @param addresses as above; asked when they are first needed */
    public RoutingTables(List<Link> links, Supplier<List<InterfaceAddress>> addresses, List<Route> routes, List<PolicyRule> rules,
                         List<Neighbor> neighbors, List<FdbEntry> fdb) {
        this.links = List.copyOf(links);
        this.found = addresses;
        this.routes = List.copyOf(routes);
        this.rules = List.copyOf(rules);
        this.neighbors = List.copyOf(neighbors);
        this.fdb = List.copyOf(fdb);
    }

    /** Tables of a host without VXLAN devices. */
    public RoutingTables(List<Link> links, List<InterfaceAddress> addresses, List<Route> routes, List<PolicyRule> rules,
                         List<Neighbor> neighbors) {
        this(links, addresses, routes, rules, neighbors, List.of());
    }

    /** @return devices, loopback included; {@code ip link} numbers them in this order */
    public List<Link> links() {
        return links;
    }

    /** @return addresses on the devices */
    public List<InterfaceAddress> addresses() {
        List<InterfaceAddress> known = addresses;
        if (known == null) {
            known = List.copyOf(found.get());
            addresses = known;
        }
        return known;
    }

    /** @return routes of all tables but local */
    public List<Route> routes() {
        return routes;
    }

    /** @return policy rules without the three standing ones */
    public List<PolicyRule> rules() {
        return rules;
    }

    /** @return permanent neighbours */
    public List<Neighbor> neighbors() {
        return neighbors;
    }

    /** @return permanent entries of the forwarding tables of VXLAN devices */
    public List<FdbEntry> fdb() {
        return fdb;
    }

    /** @return whether the address belongs to this host (127.0.0.0/8 and ::1 do) */
    public boolean isLocal(Ip ip) {
        return ip.isLoopback() || !index().devices(ip).isEmpty();
    }

    /** @return whether the address is on this very device */
    public boolean isLocalOn(Ip ip, String device) {
        return ip.isLoopback() && device.equals(LocalTable.LOOPBACK) || index().devices(ip).contains(device);
    }

    /** @return whether a packet for an address of this host is always for this host: no rule stands before the one of IPv4's local table */
    public boolean localFirst() {
        return index().localFirst(Family.IPV4);
    }

    /** @return the device with this name */
    public Optional<Link> link(String name) {
        return Optional.ofNullable(index().link(name));
    }

    RouteIndex index() {
        RouteIndex known = index;
        if (known == null) {
            known = new RouteIndex(this);
            index = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof RoutingTables other && links.equals(other.links) && addresses().equals(other.addresses)
                && routes.equals(other.routes) && rules.equals(other.rules) && neighbors.equals(other.neighbors) && fdb.equals(other.fdb);
    }

    @Override
    public int hashCode() {
        return Objects.hash(links, addresses(), routes, rules, neighbors, fdb);
    }

    @Override
    public String toString() {
        return "RoutingTables[links=" + links + ", addresses=" + addresses() + ", routes=" + routes + ", rules=" + rules
                + ", neighbors=" + neighbors + ", fdb=" + fdb + "]";
    }
}
