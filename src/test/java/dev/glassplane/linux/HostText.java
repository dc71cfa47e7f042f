package dev.glassplane.linux;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds a host from the words of iproute2, sysctl and iptables-save. The loopback device is there from the start. */
public final class HostText {

    private static final Origin ORIGIN = Origin.of("test", "host text");

    private final String name;
    private final List<Link> links = new ArrayList<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<PolicyRule> rules = new ArrayList<>();
    private final List<Neighbor> neighbors = new ArrayList<>();
    private final Map<String, String> sysctls = new HashMap<>();
    private Netfilter netfilter = Netfilter.EMPTY;
    private EntrySet entries = EntrySet.EMPTY;

    private HostText(String name) {
        this.name = name;
        links.add(new Link(ORIGIN, "lo", Link.Kind.LOOPBACK, "00:00:00:00:00:00", 65536, Optional.empty()));
    }

    /** @return a host with a loopback device */
    public static HostText named(String name) {
        return new HostText(name);
    }

    /** A device with an MTU of 1500 and addresses {@code ip/length}; their networks get routes as the kernel makes them. */
    public HostText device(String device, String... cidrs) {
        links.add(new Link(ORIGIN, device, device.startsWith("e") && !device.startsWith("eni") ? Link.Kind.PHYSICAL : Link.Kind.VETH,
                String.format("02:00:00:00:%02x:%02x", name.hashCode() & 0xff, links.size()), 1500, Optional.empty()));
        for (String text : cidrs) {
            Cidr cidr = Cidr.parse(text);
            Ip ip = Ip.parse(text.substring(0, text.indexOf('/')));
            addresses.add(new InterfaceAddress(ORIGIN, device, ip, cidr.prefixLength()));
            boolean known = routes.stream().anyMatch(route -> route.destination().equals(cidr) && route.device().equals(Optional.of(device)));
            if (!cidr.isSingle() && !known) {
                routes.add(new Route(ORIGIN, Route.MAIN, Route.Type.UNICAST, cidr, Optional.empty(), Optional.of(device), "link",
                        Optional.of(ip).filter(Ip::isV4), ip.isV4() ? 0 : 256, "kernel", false));
            }
        }
        return this;
    }

    /** A device that leads to a pod, with the route that the VPC CNI makes for it. */
    public HostText pod(String device, String ip) {
        links.add(new Link(ORIGIN, device, Link.Kind.VETH, String.format("02:01:00:00:00:%02x", links.size()), 1500, Optional.of("pod/shop/" + device)));
        return route(ip + " dev " + device);
    }

    /** {@code [blackhole|unreachable] default|cidr [via ip] [dev name] [src ip] [metric n] [table n] [onlink]}. */
    public HostText route(String text) {
        List<String> words = List.of(text.split(" "));
        Route.Type type = switch (words.getFirst()) {
            case "blackhole" -> Route.Type.BLACKHOLE;
            case "unreachable" -> Route.Type.UNREACHABLE;
            default -> Route.Type.UNICAST;
        };
        String to = words.get(type == Route.Type.UNICAST ? 0 : 1);
        Optional<Ip> via = after(words, "via").map(Ip::parse);
        Cidr destination = Cidr.parse(!to.equals("default") ? to : via.filter(ip -> !ip.isV4()).isPresent() ? "::/0" : "0.0.0.0/0");
        routes.add(new Route(ORIGIN, after(words, "table").map(Integer::valueOf).orElse(Route.MAIN), type, destination, via, after(words, "dev"),
                via.isPresent() || type != Route.Type.UNICAST ? "global" : "link", after(words, "src").map(Ip::parse),
                after(words, "metric").map(Integer::valueOf).orElse(0), "boot", words.contains("onlink")));
        return this;
    }

    /** {@code priority: from all|cidr [to cidr] [fwmark m/m] [iif name] lookup main|n}. */
    public HostText rule(String text) {
        List<String> words = List.of(text.split(":? "));
        String[] mark = after(words, "fwmark").orElse("0/0").split("/");
        rules.add(new PolicyRule(ORIGIN, Integer.parseInt(words.getFirst()), after(words, "from").filter(w -> !w.equals("all")).map(Cidr::parse),
                after(words, "to").map(Cidr::parse), Integer.decode(mark[0]), Integer.decode(mark[1]), after(words, "iif"),
                after(words, "lookup").map(w -> w.equals("main") ? Route.MAIN : Integer.parseInt(w)).orElseThrow()));
        return this;
    }

    private static Optional<String> after(List<String> words, String word) {
        int at = words.indexOf(word);
        return at < 0 ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    /** A permanent neighbour. */
    public HostText neighbor(String ip, String device, String mac) {
        neighbors.add(new Neighbor(ORIGIN, Ip.parse(ip), device, mac));
        return this;
    }

    /** A kernel setting. */
    public HostText sysctl(String key, String value) {
        sysctls.put(key, value);
        return this;
    }

    /** Tables as iptables-save prints them, for IPv4. */
    public HostText tables(String text) {
        netfilter = Netfilter.of(List.of(IptablesText.parse(Family.IPV4, text)));
        return this;
    }

    /** Tables as ip6tables-save prints them. */
    public HostText tables6(String text) {
        netfilter = Netfilter.of(List.of(IptablesText.parse(Family.IPV6, text)));
        return this;
    }

    /** Entries of keyed tables. */
    public HostText entries(List<Entry<?, ?>> more) {
        entries = entries.with(more);
        return this;
    }

    /** @return the host */
    public HostState build() {
        return new HostState(name, netfilter, Entries.of(List.of(entries)), new RoutingTables(links, addresses, routes, rules, neighbors), sysctls);
    }
}
