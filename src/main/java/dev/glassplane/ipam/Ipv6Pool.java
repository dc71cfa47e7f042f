package dev.glassplane.ipam;

import dev.glassplane.image.Pod;
import dev.glassplane.ipam.NodePool.Plan;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.NetworkInterface.Prefix;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The addresses of a node in an IPv6 cluster: one /80 on its primary interface, which never runs out, so that no warm target counts and no interface
 * is attached ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go, pkg/ipamd/datastore/data_store.go}, AssignPodIPv6Address). A pod gets the first address
 * that has rested, else the lowest that no pod ever had.
 */
final class Ipv6Pool {

    private final NodeInputs node;
    private final Vpc vpc;
    private final AddressFinder finder;
    private final Instant now;
    private final List<String> notes = new ArrayList<>();
    private final List<String> sums = new ArrayList<>();
    private final Map<Pod, Ip> assigned = new LinkedHashMap<>();

    private Ipv6Pool(NodeInputs node, Vpc vpc, AddressFinder finder, Instant now) {
        this.node = node;
        this.vpc = vpc;
        this.finder = finder;
        this.now = now;
    }

    /** @param down why aws-node does not run on the node, if it does not */
    static Plan plan(NodeInputs node, Vpc vpc, AddressFinder finder, Optional<String> down, Instant now) {
        return new Ipv6Pool(node, vpc, finder, now).plan(down);
    }

    private Plan plan(Optional<String> down) {
        List<NetworkInterface> interfaces = new ArrayList<>(vpc.interfacesOf(node.name()));
        Optional<NetworkInterface> primary = vpc.primaryOf(node.name());
        Optional<Shortage> shortage = primary.isEmpty() ? Optional.of(Shortage.NO_INTERFACE) : down.map(_ -> Shortage.AGENT_DOWN);
        down.ifPresent(sums::add);
        Optional<Prefix> prefix = primary.flatMap(of -> of.ipv6Prefix().or(() -> shortage.isPresent() ? Optional.empty() : delegated(of)));
        prefix.filter(_ -> down.isEmpty()).map(this::served).ifPresent(served -> {
            NetworkInterface changed = primary.get().with(primary.get().addresses(), List.of(served)).with(new Agent(Optional.empty(), Optional.empty(), true));
            interfaces.replaceAll(of -> of.id().equals(changed.id()) && !of.equals(changed) ? changed : of);
        });
        List<Pod> waiting = node.pods().stream().filter(Ipv6Pool::needsAddress).filter(pod -> !assigned.containsKey(pod)).toList();
        Optional<Shortage> why = shortage.or(() -> prefix.isEmpty() ? Optional.of(Shortage.SUBNET_EMPTY) : Optional.empty());
        return new Plan(interfaces, assigned, waiting, new Decision(Optional.empty(), why, sums, Optional.empty()), why, notes, Optional.empty(), false);
    }

    /** AssignIpv6Addresses with one prefix. */
    private Optional<Prefix> delegated(NetworkInterface primary) {
        return vpc.subnet(primary.subnet()).flatMap(finder::takeIpv6Prefix).map(cidr -> new Prefix(cidr, List.of()));
    }

    private Prefix served(Prefix prefix) {
        TreeMap<Ip, Address> used = new TreeMap<>();
        prefix.used().forEach(address -> used.put(address.ip(), address));
        Map<String, Pod> byUid = new LinkedHashMap<>();
        node.pods().forEach(pod -> byUid.put(pod.uid(), pod));
        used.replaceAll((ip, address) -> address.holder().filter(holder -> !held(byUid.get(holder.uid()), ip)).isPresent() ? address.cooling(now.plus(coolDown())) : address);
        node.pods().stream().filter(Pod::hasOwnNetwork).forEach(pod -> pod.ips().forEach(ip -> adopt(pod, ip, prefix.cidr(), used)));
        Map<String, Ip> had = new LinkedHashMap<>();
        used.values().forEach(address -> address.holder().ifPresent(holder -> had.put(holder.uid(), address.ip())));
        node.pods().stream().filter(Ipv6Pool::needsAddress).forEach(pod -> {
            Ip ip = had.containsKey(pod.uid()) ? had.get(pod.uid()) : next(prefix.cidr(), used);
            used.put(ip, Address.free(ip).heldBy(holder(pod)));
            assigned.put(pod, ip);
        });
        long holders = used.values().stream().filter(address -> address.holder().isPresent()).count();
        sums.add("IPv6: one /80 on the primary interface, " + prefix.cidr() + "; warm targets do not count; assigned " + holders);
        return new Prefix(prefix.cidr(), List.copyOf(used.values()));
    }

    private Duration coolDown() {
        return node.settings().pool().coolDown();
    }

    private static boolean held(Pod pod, Ip ip) {
        return pod != null && pod.hasOwnNetwork() && (pod.ips().isEmpty() || pod.ips().contains(ip));
    }

    /** A pod whose address somebody else wrote keeps it; if it is of the prefix, it is held from now on. */
    private void adopt(Pod pod, Ip ip, Cidr prefix, TreeMap<Ip, Address> used) {
        String who = "pod " + pod.key().qualifiedName() + " has " + ip;
        if (!prefix.contains(ip)) {
            notes.add(who + vpc.holderOf(ip).map(of -> ", which is on " + of.id() + " of node " + of.node())
                    .orElse(vpc.contains(ip) ? ", which is on no interface" : ", which is outside the VPC"));
            return;
        }
        Optional<Holder> holder = Optional.ofNullable(used.get(ip)).flatMap(Address::holder);
        if (holder.isEmpty()) {
            used.put(ip, Address.free(ip).heldBy(holder(pod)));
        } else if (!holder.get().uid().equals(pod.uid())) {
            notes.add(who + ", which " + holder.get().namespace() + "/" + holder.get().name() + " holds");
        }
    }

    private Ip next(Cidr prefix, TreeMap<Ip, Address> used) {
        Optional<Ip> rested = used.values().stream().filter(address -> address.holder().isEmpty() && address.coolingUntil().filter(now::isAfter).isPresent())
                .map(Address::ip).findFirst();
        if (rested.isPresent()) {
            return rested.get();
        }
        long offset = 0;
        while (used.containsKey(prefix.at(offset))) {
            offset++;
        }
        return prefix.at(offset);
    }

    private static boolean needsAddress(Pod pod) {
        return pod.hasOwnNetwork() && !pod.terminating() && pod.ips().isEmpty();
    }

    private static Holder holder(Pod pod) {
        return new Holder(pod.key().namespace(), pod.key().name(), pod.uid());
    }
}
