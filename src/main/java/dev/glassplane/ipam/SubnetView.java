package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.Subnet;
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
 * @param used     addresses on interfaces
 * @param reserved addresses that AWS keeps
 * @param legend   what the letters of the map mean
 * @param blocks   the aligned /28 blocks
 * @param holders  who has each used address
 */
record SubnetView(String id, String vpc, String zone, String cidr, String gateway, long free, long used, int reserved, String legend,
                  List<Block> blocks, List<HolderView> holders) {

    private static final String LEGEND = "r reserved by AWS, n primary address of an interface, p held by a pod, c cooling, s spare, . free";
    private static final int BLOCK_PREFIX = 28;
    private static final int BLOCK_SIZE = 16;

    /**
     * @param cidr  aligned /28
     * @param map   one letter an address, see the legend
     * @param free  letters that are free
     * @param whole whether a prefix could be delegated here: all sixteen are free
     */
    record Block(String cidr, String map, int free, boolean whole) {}

    /** One line a subnet. */
    record Summary(String id, String vpc, String zone, String cidr, long free, long used, int reserved) {}

    /**
     * @param ip           address
     * @param eni          interface that has it
     * @param node         node of the interface
     * @param primary      whether it is the interface's own
     * @param pod          {@code NAMESPACE/NAME}, empty if no pod holds it
     * @param coolingUntil left out unless it rests
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HolderView(String ip, String eni, String node, boolean primary, String pod, Instant coolingUntil) {}

    static Summary summary(Subnet subnet, Vpc vpc) {
        long used = holders(subnet, vpc, Instant.MAX).size();
        return new Summary(subnet.id(), subnet.vpc(), subnet.zone(), subnet.cidr().toString(), subnet.usable() - used, used, Subnet.RESERVED);
    }

    static SubnetView of(Subnet subnet, Vpc vpc, Instant now) {
        Map<Ip, HolderView> holders = holders(subnet, vpc, now);
        List<Block> blocks = new ArrayList<>();
        for (long offset = 0; offset < subnet.cidr().size(); offset += BLOCK_SIZE) {
            blocks.add(block(subnet, subnet.cidr().at(offset), holders));
        }
        return new SubnetView(subnet.id(), subnet.vpc(), subnet.zone(), subnet.cidr().toString(), subnet.gateway().toString(),
                subnet.usable() - holders.size(), holders.size(), Subnet.RESERVED, LEGEND, blocks, List.copyOf(holders.values()));
    }

    private static Map<Ip, HolderView> holders(Subnet subnet, Vpc vpc, Instant now) {
        Map<Ip, HolderView> holders = new TreeMap<>();
        for (NetworkInterface of : vpc.interfaces().values()) {
            for (Address address : of.addresses()) {
                if (subnet.cidr().contains(address.ip())) {
                    holders.put(address.ip(), new HolderView(address.ip().toString(), of.id(), of.node(), address.primary(),
                            address.holder().map(pod -> pod.namespace() + "/" + pod.name()).orElse(""),
                            address.coolingUntil().filter(until -> !now.isAfter(until)).orElse(null)));
                }
            }
        }
        return holders;
    }

    private static Block block(Subnet subnet, Ip first, Map<Ip, HolderView> holders) {
        StringBuilder map = new StringBuilder();
        for (int offset = 0; offset < BLOCK_SIZE; offset++) {
            Ip ip = first.plus(offset);
            map.append(subnet.reserved(ip) ? 'r' : letter(holders.get(ip)));
        }
        int free = (int) map.chars().filter(letter -> letter == '.').count();
        return new Block(new Cidr(first, BLOCK_PREFIX).toString(), map.toString(), free, free == BLOCK_SIZE);
    }

    private static char letter(HolderView holder) {
        if (holder == null) {
            return '.';
        }
        return holder.primary() ? 'n' : !holder.pod().isEmpty() ? 'p' : holder.coolingUntil() != null ? 'c' : 's';
    }
}
