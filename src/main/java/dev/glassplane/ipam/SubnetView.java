package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Prefix;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.SubnetMap;
import dev.glassplane.vpc.Vpc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A subnet with who has what in it.
 *
 * @param id       subnet id
 * @param vpc      VPC
 * @param zone     availability zone
 * @param cidr     prefix
 * @param gateway  the VPC router
 * @param free     addresses that nobody has
 * @param used     addresses of interfaces, of their prefixes too, and of others
 * @param reserved addresses that AWS keeps
 * @param freeBlocks aligned /28 blocks that could be delegated as a prefix
 * @param prefixes   blocks that are delegated
 * @param scattered  free addresses in blocks that cannot be delegated any more
 * @param reservations CIDR reservations
 * @param verdict  what that means for a node that asks
 * @param legend   what the letters of the map mean
 * @param blocks   the aligned /28 blocks
 * @param holders  who has each used address
 */
record SubnetView(String id, String vpc, String zone, String cidr, String gateway, int free, int used, int reserved, int freeBlocks,
                  int prefixes, int scattered, List<Subnet.Reservation> reservations, String verdict, String legend, List<Block> blocks,
                  List<HolderView> holders) {

    private static final String LEGEND = "r reserved by AWS, n primary address of an interface, p held by a pod, c cooling, s spare, "
            + "x spare of a prefix, o in use by others, . free";
    private static final int BLOCK_PREFIX = 28;

    /**
     * @param cidr   aligned /28
     * @param map    one letter an address, see the legend
     * @param free   letters that are free
     * @param whole  whether all sixteen are free
     * @param prefix interface that the block is delegated to, empty if none
     */
    record Block(String cidr, String map, int free, boolean whole, String prefix) {}

    /** One line a subnet. */
    record Summary(String id, String vpc, String zone, String cidr, int free, int used, int reserved, int freeBlocks) {}

    /**
     * @param ip           address
     * @param eni          interface that has it
     * @param node         node of the interface
     * @param primary      whether it is the interface's own
     * @param pod          {@code NAMESPACE/NAME}, empty if no pod holds it
     * @param prefix       the /28 that it is of, empty for a single address
     * @param coolingUntil left out unless it rests
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HolderView(String ip, String eni, String node, boolean primary, String pod, String prefix, Instant coolingUntil) {}

    /** @param map the subnet as EC2 sees it now */
    static Summary summary(SubnetMap map) {
        Subnet subnet = map.subnet();
        return new Summary(subnet.id(), subnet.vpc(), subnet.zone(), subnet.cidr().toString(), map.free(), used(map), Subnet.RESERVED,
                map.wholeBlocks());
    }

    private static int used(SubnetMap map) {
        return (int) map.subnet().usable() - map.free();
    }

    /** @param map the subnet as EC2 sees it now */
    static SubnetView of(SubnetMap map, Vpc vpc, Instant now) {
        Subnet subnet = map.subnet();
        Map<Ip, HolderView> holders = new TreeMap<>();
        Map<Ip, String> prefixes = new TreeMap<>();
        for (NetworkInterface of : vpc.interfaces().values()) {
            of.addresses().forEach(address -> hold(holders, subnet, of, address, "", now));
            for (Prefix prefix : of.prefixes()) {
                if (subnet.cidr().contains(prefix.cidr())) {
                    prefixes.put(prefix.cidr().network(), of.id());
                    prefix.used().forEach(address -> hold(holders, subnet, of, address, prefix.cidr().toString(), now));
                }
            }
        }
        List<Block> blocks = new ArrayList<>();
        for (int offset = 0; offset < subnet.cidr().size(); offset += SubnetMap.BLOCK) {
            blocks.add(block(map, offset, holders, prefixes));
        }
        int whole = map.wholeBlocks();
        int scattered = blocks.stream().filter(block -> !block.whole()).mapToInt(Block::free).sum();
        return new SubnetView(subnet.id(), subnet.vpc(), subnet.zone(), subnet.cidr().toString(), subnet.gateway().toString(), map.free(), used(map),
                Subnet.RESERVED, whole, prefixes.size(), scattered, subnet.reservations(), verdict(map.free(), whole, scattered), LEGEND, blocks,
                List.copyOf(holders.values()));
    }

    private static String verdict(int free, int whole, int scattered) {
        if (free == 0) {
            return "full: a node that asks gets InsufficientFreeAddressesInSubnet";
        }
        return whole > 0 ? free + " addresses are free, " + scattered + " of them scattered; " + whole + " prefixes can be delegated"
                : free + " addresses are free but no aligned /28 is: single addresses can be had, a prefix gets InsufficientCidrBlocks; "
                        + "spec.cidrReservations keeps blocks whole";
    }

    private static void hold(Map<Ip, HolderView> holders, Subnet subnet, NetworkInterface of, Address address, String prefix, Instant now) {
        if (subnet.cidr().contains(address.ip())) {
            holders.put(address.ip(), new HolderView(address.ip().toString(), of.id(), of.node(), address.primary(),
                    address.holder().map(pod -> pod.namespace() + "/" + pod.name()).orElse(""), prefix,
                    address.coolingUntil().filter(until -> !now.isAfter(until)).orElse(null)));
        }
    }

    private static Block block(SubnetMap map, int first, Map<Ip, HolderView> holders, Map<Ip, String> prefixes) {
        StringBuilder letters = new StringBuilder();
        for (int offset = first; offset < first + SubnetMap.BLOCK; offset++) {
            letters.append(letter(map.at(offset), holders.get(map.subnet().cidr().at(offset))));
        }
        Ip network = map.subnet().cidr().at(first);
        int free = (int) letters.chars().filter(letter -> letter == '.').count();
        return new Block(new Cidr(network, BLOCK_PREFIX).toString(), letters.toString(), free, free == SubnetMap.BLOCK,
                prefixes.getOrDefault(network, ""));
    }

    private static char letter(SubnetMap.Holder kind, HolderView holder) {
        if (holder == null || kind == SubnetMap.Holder.RESERVED) {
            return kind.letter();
        }
        boolean single = holder.prefix().isEmpty();
        return holder.primary() ? 'n' : !holder.pod().isEmpty() ? 'p' : holder.coolingUntil() != null ? 'c' : single ? 's' : 'x';
    }
}
