package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.SubnetMap.Holder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The subnets during one run of a control loop. What it gave out or was told of counts as taken, although no image shows it yet.
 */
public final class AddressFinder {

    private static final long FIRST_IPV6 = 10;
    /** A /64 has so many /80. */
    private static final long IPV6_PREFIXES = 1L << 16;
    private static final int IPV6_PREFIX_BITS = 128 - NetworkInterface.IPV6_PREFIX;

    private final Vpc vpc;
    private final OptionalLong seed;
    private final Set<Ip> elsewhere = new HashSet<>();
    private Map<String, SubnetMap> maps;

    /**
     * @param vpc  what is taken so far
     * @param seed scatters the picks; empty for the fixed order
     */
    public AddressFinder(Vpc vpc, OptionalLong seed) {
        this.vpc = vpc;
        this.seed = seed;
    }

    /** @return the subnet address by address, as it is now */
    public SubnetMap map(Subnet subnet) {
        return maps().get(subnet.id());
    }

    private Map<String, SubnetMap> maps() {
        if (maps == null) {
            maps = new LinkedHashMap<>();
            vpc.subnets().values().stream().sorted().forEach(of -> maps.put(of.id(), SubnetMap.of(of, seed)));
            vpc.interfaces().values().forEach(of -> {
                of.addresses().forEach(address -> around(address.ip()).ifPresent(map ->
                        map.hold(address.ip(), address.primary() ? Holder.PRIMARY : Holder.SECONDARY)));
                of.prefixes().forEach(prefix -> around(prefix.cidr().network()).ifPresent(map -> map.hold(prefix.cidr(), Holder.PREFIX)));
            });
            vpc.gateways().nat().values().stream().flatMap(nat -> nat.privateIp().stream()).forEach(ip -> around(ip).ifPresent(map -> map.hold(ip, Holder.OTHER)));
        }
        return maps;
    }

    private Optional<SubnetMap> around(Ip ip) {
        for (SubnetMap map : maps().values()) {
            if (map.subnet().cidr().contains(ip)) {
                return Optional.of(map);
            }
        }
        return Optional.empty();
    }

    /** Takes several single addresses or none, as EC2 does; empty if the subnet has not that many. */
    public Optional<List<Ip>> take(Subnet subnet, int count) {
        return map(subnet).take(count);
    }

    /** Takes several prefixes or none; empty where EC2 answers InsufficientCidrBlocks. */
    public Optional<List<Cidr>> takePrefixes(Subnet subnet, int count) {
        return map(subnet).takePrefixes(count);
    }

    /** Takes an IPv6 address of the subnet for an interface, from the tenth up; empty if the subnet has no IPv6 prefix. */
    public Optional<Ip> takeIpv6(Subnet subnet) {
        return subnet.ipv6().map(cidr -> LongStream.iterate(FIRST_IPV6, offset -> offset + 1).mapToObj(cidr::at).filter(this::free).findFirst().orElseThrow())
                .map(ip -> {
                    claim(ip);
                    return ip;
                });
    }

    /** Takes a /80 of the subnet that nobody has; the first one is that of interfaces. Empty if there is none, or the subnet has no IPv6 prefix. */
    public Optional<Cidr> takeIpv6Prefix(Subnet subnet) {
        return subnet.ipv6().flatMap(cidr -> LongStream.range(1, IPV6_PREFIXES).mapToObj(number -> new Cidr(cidr.at(number << IPV6_PREFIX_BITS), NetworkInterface.IPV6_PREFIX))
                .filter(prefix -> free(prefix.network())).findFirst()).map(prefix -> {
                    claim(prefix.network());
                    return prefix;
                });
    }

    /** @return whether nobody has the address */
    public boolean free(Ip ip) {
        return around(ip).map(map -> map.at(ip) == Holder.FREE).orElseGet(() -> !elsewhere.contains(ip) && vpc.holderOf(ip).isEmpty());
    }

    /** Notes that the address is taken. */
    public void claim(Ip ip) {
        hold(ip, Holder.SECONDARY);
    }

    /** Notes who has the address. */
    public void hold(Ip ip, Holder holder) {
        around(ip).ifPresentOrElse(map -> map.hold(ip, holder), () -> {
            if (holder == Holder.FREE) {
                elsewhere.remove(ip);
            } else {
                elsewhere.add(ip);
            }
        });
    }

    /** Gives a single address back. */
    public void giveBack(Ip ip) {
        hold(ip, Holder.FREE);
    }

    /** Gives a single address or a prefix back. */
    public void giveBack(Cidr cidr) {
        if (cidr.isSingle()) {
            giveBack(cidr.network());
        } else {
            around(cidr.network()).ifPresent(map -> map.hold(cidr, Holder.FREE));
        }
    }

    /** Gives back whatever the interface has. */
    public void giveBack(NetworkInterface gone) {
        gone.addresses().forEach(address -> giveBack(address.ip()));
        gone.prefixes().forEach(prefix -> giveBack(prefix.cidr()));
    }
}
