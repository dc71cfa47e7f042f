package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.Optional;

/**
 * The kernel's route look-up: the local table first, unless its rule was moved, then policy rules by priority, and in each table the longest prefix, then the smallest
 * metric ({@code linux: net/core/fib_rules.c}, {@code net/ipv4/fib_trie.c}). A table without an answer passes on to the next rule.
 */
public final class RouteLookup {

    /** What is asked for. */
    public record Query(Ip source, Ip destination, int mark, String inDevice, Optional<String> outDevice) {

        /** @param inDevice device the packet came in by; {@code lo} for a packet of this host's own */
        public static Query of(Ip source, Ip destination, int mark, String inDevice) {
            return new Query(source, destination, mark, inDevice, Optional.empty());
        }
    }

    /** The kernel's answer. */
    public sealed interface Found {

        /** The destination is an address of this host, found on this device. */
        record Local(String device) implements Found {}

        /** A policy rule led to a route, of whatever type. */
        record ByRoute(PolicyRule rule, Route route) implements Found {}

        /** No table had an answer: the network is unreachable. */
        record None() implements Found {}
    }

    private RouteLookup() {}

    /** @return where a packet goes */
    public static Found find(RoutingTables tables, Query query) {
        Ip destination = query.destination();
        boolean local = query.outDevice().isEmpty() && tables.isLocal(destination);
        if (local && tables.index().localFirst(destination.family())) {
            return local(tables, destination);
        }
        for (PolicyRule rule : tables.index().rules(destination)) {
            if (local && rule.standsForLocal()) {
                return local(tables, destination);
            }
            if (applies(rule, query)) {
                Optional<Route> route = tables.index().longest(rule.table(), destination,
                        candidate -> query.outDevice().isEmpty() || candidate.device().equals(query.outDevice()));
                if (route.isPresent()) {
                    return new Found.ByRoute(rule, route.get());
                }
            }
        }
        return new Found.None();
    }

    private static Found local(RoutingTables tables, Ip destination) {
        return new Found.Local(destination.isLoopback() ? LocalTable.LOOPBACK : tables.index().devices(destination).getFirst());
    }

    private static boolean applies(PolicyRule rule, Query query) {
        return (rule.from().isEmpty() || rule.from().get().contains(query.source()))
                && (rule.to().isEmpty() || rule.to().get().contains(query.destination()))
                && ((rule.mark() ^ query.mark()) & rule.mask()) == 0
                && (rule.inInterface().isEmpty() || rule.inInterface().get().equals(query.inDevice()));
    }

    /**
     * @return the source address that the kernel gives to a packet of this host's own: the route's preferred source, else the primary address
     *         of the outgoing device towards the gateway; for a local destination its own primary address; empty without a route
     */
    public static Optional<Ip> source(RoutingTables tables, Ip destination) {
        Ip unspecified = destination.isV4() ? Ip.ofV4(0) : new Ip(Family.IPV6, 0, 0);
        return switch (find(tables, Query.of(unspecified, destination, 0, LocalTable.LOOPBACK))) {
            case Found.Local _ -> Optional.of(localSource(tables, destination));
            case Found.None _ -> Optional.empty();
            case Found.ByRoute found -> found.route().preferredSource()
                    .or(() -> found.route().device().flatMap(device -> select(tables, device, destination.family(), found.route().via())));
        };
    }

    private static Ip localSource(RoutingTables tables, Ip destination) {
        if (destination.isLoopback()) {
            return destination.isV4() ? Ip.ofV4(0x7f00_0001) : destination;
        }
        return tables.addresses().stream().filter(address -> destination.isV4() && address.ip().equals(destination)).findFirst()
                .map(address -> LocalTable.primary(tables, address)).orElse(destination);
    }

    /**
     * Address selection of MASQUERADE ({@code linux: net/ipv4/devinet.c}, inet_select_addr).
     *
     * @param nextHop gateway, or the destination on a link route
     * @return the device's primary address whose network holds the next hop, else its first primary one, else the first on another device;
     *         loopback addresses and secondary ones are never chosen
     */
    public static Optional<Ip> deviceAddress(RoutingTables tables, String device, Ip nextHop) {
        return select(tables, device, nextHop.family(), Optional.of(nextHop));
    }

    private static Optional<Ip> select(RoutingTables tables, String device, Family family, Optional<Ip> towards) {
        Optional<Ip> first = Optional.empty();
        for (InterfaceAddress address : tables.addresses()) {
            if (address.device().equals(device) && usable(tables, address, family)) {
                if (towards.isEmpty() || new Cidr(address.ip(), address.prefixLength()).contains(towards.get())) {
                    return Optional.of(address.ip());
                }
                first = first.isPresent() ? first : Optional.of(address.ip());
            }
        }
        return first.or(() -> tables.links().stream().flatMap(link -> tables.addresses().stream()
                .filter(address -> address.device().equals(link.name()) && usable(tables, address, family)))
                .map(InterfaceAddress::ip).findFirst());
    }

    private static boolean usable(RoutingTables tables, InterfaceAddress address, Family family) {
        return address.ip().family() == family && !address.ip().isLoopback()
                && (family == Family.IPV6 || LocalTable.primary(tables, address).equals(address.ip()));
    }
}
