package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.stream.Stream;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/** What a {@link Vpc} knows of interfaces, while it changes. */
final class InterfaceMaps {

    private TreePMap<String, NetworkInterface> byId;
    private PMap<String, TreePMap<Integer, NetworkInterface>> ofNode;
    private PMap<String, TreePMap<Integer, NetworkInterface>> branches;
    private PMap<Ip, List<String>> holders;
    private PMap<Ip, List<String>> prefixHolders;
    private PMap<Ip, List<String>> publics;

    InterfaceMaps(Vpc vpc) {
        byId = vpc.interfaces();
        ofNode = vpc.ofNode();
        branches = vpc.branches();
        holders = vpc.holders();
        prefixHolders = vpc.prefixHolders();
        publics = vpc.publics();
    }

    /** Takes a change in; an absent side is null. */
    void replace(Stored before, Stored after) {
        NetworkInterface old = before == null ? null : byId.get(before.key().name());
        NetworkInterface now = after == null ? null : NetworkInterface.of(after.object());
        if (old != null) {
            remove(old, now);
        }
        if (now != null) {
            add(now, old);
        }
    }

    private void remove(NetworkInterface old, NetworkInterface now) {
        byId = byId.minus(old.id());
        if (old.branch().isPresent()) {
            branches = without(branches, old);
        } else {
            ofNode = without(ofNode, old);
        }
        holders = without(holders, ips(old), ips(now), old.id());
        prefixHolders = without(prefixHolders, prefixes(old), prefixes(now), old.id());
        publics = without(publics, publics(old), publics(now), old.id());
    }

    private void add(NetworkInterface now, NetworkInterface old) {
        byId = byId.plus(now.id(), now);
        if (now.branch().isPresent()) {
            branches = with(branches, now);
        } else {
            ofNode = with(ofNode, now);
        }
        holders = with(holders, ips(now), ips(old), now.id());
        prefixHolders = with(prefixHolders, prefixes(now), prefixes(old), now.id());
        publics = with(publics, publics(now), publics(old), now.id());
    }

    private static PMap<String, TreePMap<Integer, NetworkInterface>> without(PMap<String, TreePMap<Integer, NetworkInterface>> map, NetworkInterface old) {
        TreePMap<Integer, NetworkInterface> rest = map.getOrDefault(old.node(), TreePMap.empty());
        rest = rest.get(old.device()) == old ? rest.minus(old.device()) : rest;
        return rest.isEmpty() ? map.minus(old.node()) : map.plus(old.node(), rest);
    }

    private static PMap<String, TreePMap<Integer, NetworkInterface>> with(PMap<String, TreePMap<Integer, NetworkInterface>> map, NetworkInterface now) {
        TreePMap<Integer, NetworkInterface> devices = map.getOrDefault(now.node(), TreePMap.empty());
        NetworkInterface taken = devices.get(now.device());
        boolean first = !now.node().isEmpty() && (taken == null || now.id().compareTo(taken.id()) <= 0);
        return first ? map.plus(now.node(), devices.plus(now.device(), now)) : map;
    }

    private static PMap<Ip, List<String>> without(PMap<Ip, List<String>> map, List<Ip> before, List<Ip> kept, String id) {
        PMap<Ip, List<String>> rest = map;
        for (Ip ip : before) {
            if (!kept.contains(ip)) {
                List<String> others = rest.getOrDefault(ip, List.of()).stream().filter(other -> !other.equals(id)).toList();
                rest = others.isEmpty() ? rest.minus(ip) : rest.plus(ip, others);
            }
        }
        return rest;
    }

    private static PMap<Ip, List<String>> with(PMap<Ip, List<String>> map, List<Ip> now, List<Ip> known, String id) {
        PMap<Ip, List<String>> more = map;
        for (Ip ip : now) {
            if (!known.contains(ip)) {
                List<String> others = more.get(ip);
                more = more.plus(ip, others == null ? List.of(id) : Stream.concat(others.stream(), Stream.of(id)).sorted().distinct().toList());
            }
        }
        return more;
    }

    private static List<Ip> ips(NetworkInterface of) {
        return of == null ? List.of() : of.addresses().stream().map(NetworkInterface.Address::ip).toList();
    }

    private static List<Ip> publics(NetworkInterface of) {
        return of == null ? List.of() : of.publicIp().stream().toList();
    }

    private static List<Ip> prefixes(NetworkInterface of) {
        return of == null ? List.of() : of.prefixes().stream().map(prefix -> prefix.cidr().network()).toList();
    }

    Vpc in(Vpc vpc) {
        return new Vpc(vpc.cidrs(), vpc.subnets(), vpc.routeTables(), byId, ofNode, branches, holders, prefixHolders, publics,
                vpc.eniConfigs(), vpc.filters(), vpc.gateways(), vpc.flowLogs());
    }
}
