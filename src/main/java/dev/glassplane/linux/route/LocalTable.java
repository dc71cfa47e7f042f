package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The kernel's local table (255), which follows from the interface addresses ({@code linux: net/ipv4/fib_frontend.c}, fib_add_ifaddr). */
final class LocalTable {

    static final int NUMBER = PolicyRule.LOCAL;
    static final String LOOPBACK = "lo";

    private static final Cidr LOOPBACK_NETWORK = Cidr.parse("127.0.0.0/8");
    private static final int LONGEST_WITH_BROADCAST = 30;

    /** One line of the table. */
    private record Entry(String type, Cidr destination, String device, Ip source) {}

    private LocalTable() {}

    /** @return the table's lines as iproute2 prints them, in the kernel's order */
    static List<String> lines(RoutingTables tables, Family family, boolean nameTable) {
        String table = nameTable ? " table local" : "";
        return entries(tables, family).stream().map(entry -> {
            String start = entry.type() + " " + (entry.destination().isSingle() ? entry.destination().network() : entry.destination())
                    + " dev " + entry.device() + table + " proto kernel ";
            return family == Family.IPV6 ? start + "metric 0 pref medium"
                    : start + "scope " + (entry.type().equals("local") ? "host" : "link") + " src " + entry.source() + " ";
        }).toList();
    }

    private static List<Entry> entries(RoutingTables tables, Family family) {
        List<Entry> entries = new ArrayList<>();
        for (InterfaceAddress address : withLoopback(tables)) {
            if (address.ip().family() == family) {
                Ip primary = primary(tables, address);
                entries.add(new Entry("local", address.ip().asCidr(), address.device(), primary));
                if (family == Family.IPV4 && address.ip().equals(primary)) {
                    addNetwork(entries, address);
                }
            }
        }
        entries.sort(Comparator.comparing((Entry entry) -> entry.destination().network()).thenComparing(e -> -e.destination().prefixLength()));
        return entries;
    }

    private static void addNetwork(List<Entry> entries, InterfaceAddress address) {
        Cidr network = new Cidr(address.ip(), address.prefixLength());
        if (address.device().equals(LOOPBACK) && network.equals(LOOPBACK_NETWORK)) {
            entries.add(new Entry("local", network, LOOPBACK, address.ip()));
        }
        if (network.prefixLength() <= LONGEST_WITH_BROADCAST) {
            entries.add(new Entry("broadcast", network.at(network.size() - 1).asCidr(), address.device(), address.ip()));
        }
    }

    /** The loopback device has its addresses even where nobody lists them. */
    static List<InterfaceAddress> withLoopback(RoutingTables tables) {
        List<InterfaceAddress> all = new ArrayList<>();
        if (tables.link(LOOPBACK).isPresent()) {
            Origin kernel = Origin.of("kernel", "loopback device");
            List<InterfaceAddress> standing = List.of(new InterfaceAddress(kernel, LOOPBACK, Ip.parse("127.0.0.1"), 8),
                    new InterfaceAddress(kernel, LOOPBACK, Ip.parse("::1"), 128));
            standing.stream().filter(address -> tables.addresses().stream().noneMatch(listed -> listed.ip().equals(address.ip()))).forEach(all::add);
        }
        all.addAll(tables.addresses());
        return all;
    }

    /** @return the device's first address in the same network: later ones are secondary and use it as their source */
    static Ip primary(RoutingTables tables, InterfaceAddress address) {
        if (address.ip().asCidr().prefixLength() == address.prefixLength()) {
            return address.ip();
        }
        Cidr network = new Cidr(address.ip(), address.prefixLength());
        return tables.addresses().stream()
                .filter(other -> other.device().equals(address.device()) && other.prefixLength() == address.prefixLength())
                .map(InterfaceAddress::ip).filter(network::contains).findFirst().orElse(address.ip());
    }
}
