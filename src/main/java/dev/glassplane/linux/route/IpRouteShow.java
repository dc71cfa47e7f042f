package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Prints routes as {@code ip route show} of iproute2 6.1 does ({@code ip -6 route show} for IPv6), trailing blanks included, in the order in
 * which the kernel lists them: IPv4 by address, then longer prefix, then metric; IPv6 with a contained prefix before the one around it.
 */
public final class IpRouteShow {

    private static final int METRIC_V6 = 1024;
    private static final Comparator<Route> V4 = Comparator.comparing((Route route) -> route.destination().network())
            .thenComparing(route -> -route.destination().prefixLength()).thenComparing(Route::metric);
    private static final Comparator<Route> V6 = Comparator.comparing(Route::destination, IpRouteShow::insideFirst).thenComparing(Route::metric);

    private IpRouteShow() {}

    /** @return {@code ip route show}: the main table */
    public static String print(RoutingTables tables, Family family) {
        return print(tables, family, Route.MAIN);
    }

    /** @return {@code ip route show table N} (254 main, 255 local) */
    public static String print(RoutingTables tables, Family family, int table) {
        return text(lines(tables, family, table, false));
    }

    /** @return {@code ip route show table all} of this family: tables by number, local last */
    public static String printAll(RoutingTables tables, Family family) {
        SortedSet<Integer> numbers = new TreeSet<>(List.of(LocalTable.NUMBER));
        tables.routes().forEach(route -> numbers.add(route.table()));
        return text(numbers.stream().flatMap(number -> lines(tables, family, number, true).stream()).toList());
    }

    private static List<String> lines(RoutingTables tables, Family family, int table, boolean nameTable) {
        if (table == LocalTable.NUMBER) {
            return LocalTable.lines(tables, family, nameTable);
        }
        return tables.routes().stream().filter(route -> route.table() == table && route.destination().family() == family)
                .sorted(family == Family.IPV4 ? V4 : V6).map(route -> line(route, nameTable)).toList();
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static int insideFirst(Cidr a, Cidr b) {
        if (a.equals(b)) {
            return 0;
        }
        return a.contains(b) ? 1 : b.contains(a) ? -1 : a.compareTo(b);
    }

    /** @return one route as the tool prints it when one table was asked for, without a line end */
    public static String line(Route route) {
        return line(route, false);
    }

    private static String line(Route route, boolean nameTable) {
        boolean v4 = route.destination().family() == Family.IPV4;
        StringBuilder text = new StringBuilder();
        switch (route.type()) {
            case UNICAST -> { }
            case BLACKHOLE -> text.append("blackhole ");
            case UNREACHABLE -> text.append("unreachable ");
        }
        text.append(prefix(route.destination())).append(' ');
        route.via().ifPresent(via -> text.append("via ").append(via).append(' '));
        route.device().or(() -> Optional.of(LocalTable.LOOPBACK).filter(lo -> !v4)).ifPresent(device -> text.append("dev ").append(device).append(' '));
        if (nameTable && route.table() != Route.MAIN) {
            text.append("table ").append(IpRuleShow.table(route.table())).append(' ');
        }
        if (!route.protocol().equals("boot")) {
            text.append("proto ").append(route.protocol()).append(' ');
        }
        if (v4 && !route.scope().equals("global")) {
            text.append("scope ").append(route.scope()).append(' ');
        }
        route.preferredSource().ifPresent(source -> text.append("src ").append(source).append(' '));
        int metric = v4 || route.metric() != 0 ? route.metric() : METRIC_V6;
        text.append(metric == 0 ? "" : "metric " + metric + " ").append(route.onlink() ? "onlink " : "");
        return text.append(v4 ? "" : "pref medium").toString();
    }

    private static String prefix(Cidr cidr) {
        Ip network = cidr.network();
        return cidr.prefixLength() == 0 ? "default" : cidr.isSingle() ? network.toString() : cidr.toString();
    }
}
