package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Where a new instance goes in the VPC, and with which addresses. The primary interface gets all its secondary addresses at once, as the
 * address manager's first look at an empty pool does, so that a node's addresses do not depend on what else happens at the time.
 *
 * @param created the primary interface, empty if the instance cannot start
 * @param reason  event reason if it cannot, in EC2's error codes
 * @param message event text if it cannot
 */
record Launch(Optional<NetworkInterface> created, String reason, String message) {

    /**
     * @param wanted  address that the Node names itself, if any
     * @param settings which say what the interface gets at once; empty where pods have no addresses of interfaces
     * @param zone     availability zone
     * @param promised how many addresses the instances of a subnet can come to need
     * @param taker    finds free addresses
     */
    static Launch plan(String node, InstanceType type, Optional<AwsNodeSettings> settings, String zone, Optional<Ip> wanted, Vpc vpc, ToLongFunction<Subnet> promised,
                       AddressFinder taker, CloudIds ids, Instant now) {
        Optional<Subnet> around = wanted.flatMap(vpc::subnetOf);
        if (around.isPresent() && around.get().reserved(wanted.get())) {
            return refused("InvalidParameterValue", "Address " + wanted.get() + " is reserved in subnet " + around.get().id());
        }
        if (around.isPresent() && !taker.free(wanted.get())) {
            return refused("InvalidIPAddress.InUse", "Address " + wanted.get() + " is in use.");
        }
        wanted.ifPresent(taker::claim);
        List<Subnet> candidates = around.map(List::of).orElseGet(() -> roomiest(vpc.subnetsIn(zone), type, promised));
        for (int secondaries : new int[] {settings.map(of -> firstFill(type, of)).orElse(0), 0}) {
            for (Subnet subnet : candidates) {
                Optional<List<Ip>> taken = taker.take(subnet, secondaries + (wanted.isPresent() ? 0 : 1));
                if (taken.isPresent()) {
                    List<Ip> all = new ArrayList<>(wanted.stream().toList());
                    all.addAll(taken.get());
                    return new Launch(Optional.of(primary(node, subnet.id(), all, ids, now)), "", "");
                }
            }
        }
        if (wanted.isPresent()) {
            return new Launch(Optional.of(primary(node, "", List.of(wanted.get()), ids, now)), "", "");
        }
        return candidates.isEmpty()
                ? refused("InvalidSubnet.NotFound", "No Subnet in zone \"" + zone + "\": expected one of " + vpc.zones())
                : refused("InsufficientFreeAddressesInSubnet", "No free address in the subnets of zone " + zone + ": "
                        + candidates.stream().map(Subnet::id).toList());
    }

    /** @return the same with an IPv6 address for the interface, if it can have one: that which the Node names, else the next of the subnet */
    Launch withIpv6(Optional<Ip> wanted, Vpc vpc, AddressFinder taker) {
        Optional<NetworkInterface> both = created.map(made -> ipv6(made, wanted, vpc, taker).map(made::withIpv6).orElse(made));
        return new Launch(both, reason, message);
    }

    /** @return an IPv6 address for an interface that has none, empty if its subnet has no IPv6 prefix */
    static Optional<Ip> ipv6(NetworkInterface of, Optional<Ip> wanted, Vpc vpc, AddressFinder taker) {
        Optional<Subnet> subnet = vpc.subnet(of.subnet());
        Optional<Ip> own = wanted.filter(ip -> subnet.filter(found -> found.contains(ip)).isPresent() && taker.free(ip));
        own.ifPresent(taker::claim);
        return own.or(() -> subnet.flatMap(taker::takeIpv6));
    }

    /** With other settings the address manager alone decides what the interface gets. */
    private static int firstFill(InstanceType type, AwsNodeSettings settings) {
        PoolSettings pool = settings.pool();
        boolean whole = !settings.ipv6().enabled() && !pool.ipTargets() && !pool.prefixesOn(type) && !pool.customNetworking() && settings.starts();
        return whole ? type.slotsPerInterface() : 0;
    }

    /** Subnets that can serve every interface of this instance beside those already there come first. */
    private static List<Subnet> roomiest(List<Subnet> subnets, InstanceType type, ToLongFunction<Subnet> promised) {
        return subnets.stream().sorted(Comparator.comparing((Subnet subnet) -> promised.applyAsLong(subnet) + type.addresses() > subnet.usable())
                .thenComparing(Comparator.naturalOrder())).toList();
    }

    private static Launch refused(String reason, String message) {
        return new Launch(Optional.empty(), reason, message);
    }

    private static NetworkInterface primary(String node, String subnet, List<Ip> ips, CloudIds ids, Instant now) {
        List<Address> addresses = new ArrayList<>();
        for (Ip ip : ips) {
            addresses.add(new Address(ip, addresses.isEmpty(), Optional.empty(), Optional.empty()));
        }
        return new NetworkInterface(ids.networkInterface(node, 0), node, 0, subnet, ids.mac(node, 0), addresses, List.of(), now, now,
                NetworkInterface.Agent.NONE);
    }
}
