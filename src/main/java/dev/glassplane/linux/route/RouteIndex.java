package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Devices by name, addresses by value, policy rules by priority and routes by prefix length, for look-ups. */
final class RouteIndex {

    private static final Origin KERNEL = Origin.of("kernel", "standing policy rule");
    private static final List<PolicyRule> STANDING = List.of(standing(32766, Route.MAIN), standing(32767, 253));

    private final Map<String, Link> links = new HashMap<>();
    private final Map<Ip, List<String>> devices = new HashMap<>();
    /** Rules by priority, without those for a single destination, of which a node has one for each pod. */
    private final Map<Family, List<PolicyRule>> forAll = new EnumMap<>(Family.class);
    /** For a destination that has a rule of its own: that one and those for all, in their order. */
    private final Map<Ip, List<PolicyRule>> forOne = new HashMap<>();
    private final Set<Family> moved = EnumSet.noneOf(Family.class);
    private final Map<Integer, TreeMap<Integer, Map<Cidr, List<Route>>>> tables = new HashMap<>();

    RouteIndex(RoutingTables routing) {
        routing.links().forEach(link -> links.putIfAbsent(link.name(), link));
        routing.addresses().forEach(a -> devices.computeIfAbsent(a.ip(), _ -> new ArrayList<>(1)).add(a.device()));
        for (Family family : Family.values()) {
            List<PolicyRule> all = Stream.concat(IpRuleShow.ordered(routing.rules(), family).stream(), STANDING.stream())
                    .sorted(Comparator.comparingInt(PolicyRule::priority)).toList();
            forAll.put(family, all.stream().filter(rule -> single(rule).isEmpty()).toList());
            split(all);
            all.stream().filter(PolicyRule::standsForLocal).forEach(_ -> moved.add(family));
        }
        routing.routes().forEach(route -> tables.computeIfAbsent(route.table(), _ -> new TreeMap<>(Comparator.reverseOrder()))
                .computeIfAbsent(route.destination().prefixLength(), _ -> new HashMap<>())
                .computeIfAbsent(route.destination(), _ -> new ArrayList<>(1)).add(route));
        tables.values().forEach(lengths -> lengths.values().forEach(prefixes -> prefixes.values()
                .forEach(same -> same.sort(Comparator.comparingInt(Route::metric)))));
    }

    private static PolicyRule standing(int priority, int table) {
        return PolicyRule.of(KERNEL, priority, table);
    }

    Link link(String name) {
        return links.get(name);
    }

    /** @return devices that carry the address, usually one */
    List<String> devices(Ip ip) {
        return devices.getOrDefault(ip, List.of());
    }

    /** @return whether the local table is asked before every other rule, as it is unless somebody moved its rule */
    boolean localFirst(Family family) {
        return !moved.contains(family);
    }

    private static Optional<Ip> single(PolicyRule rule) {
        return rule.to().filter(Cidr::isSingle).map(Cidr::network);
    }

    private void split(List<PolicyRule> all) {
        Map<Ip, List<Integer>> places = new HashMap<>();
        List<Integer> general = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Optional<Ip> to = single(all.get(i));
            (to.isPresent() ? places.computeIfAbsent(to.get(), _ -> new ArrayList<>(1)) : general).add(i);
        }
        places.forEach((to, own) -> forOne.put(to, Stream.concat(own.stream(), general.stream()).sorted().map(all::get).toList()));
    }

    /** @return the rules that a packet to this address can match, but the standing one for the local table, in the order in which the kernel asks them */
    List<PolicyRule> rules(Ip destination) {
        List<PolicyRule> own = forOne.get(destination);
        return own == null ? forAll.get(destination.family()) : own;
    }

    /** @return the route of the table with the longest prefix, then the smallest metric, that is usable */
    Optional<Route> longest(int table, Ip destination, Predicate<Route> usable) {
        TreeMap<Integer, Map<Cidr, List<Route>>> lengths = tables.get(table);
        if (lengths == null) {
            return Optional.empty();
        }
        for (Map.Entry<Integer, Map<Cidr, List<Route>>> length : lengths.entrySet()) {
            if (length.getKey() > destination.family().bits()) {
                continue;
            }
            for (Route route : length.getValue().getOrDefault(new Cidr(destination, length.getKey()), List.of())) {
                if (usable.test(route)) {
                    return Optional.of(route);
                }
            }
        }
        return Optional.empty();
    }
}
