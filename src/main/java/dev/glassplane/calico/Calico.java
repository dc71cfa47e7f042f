package dev.glassplane.calico;

import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.IpamSettings;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * Everything of an image that Calico's agents read.
 *
 * @param pools    by name
 * @param ipam     IPAMConfig
 * @param bgp      BGPConfiguration
 * @param peers    BGPPeers by name
 * @param filters  BGPFilters by name
 * @param felix    FelixConfiguration
 * @param nodes    by name; those without an address are left out
 * @param blocks   by prefix
 * @param fabricAs AS number of the routers between the nodes, if they speak BGP
 */
public record Calico(List<IpPool> pools, IpamSettings ipam, BgpSettings bgp, List<BgpSettings.Peer> peers,
                     Map<String, BgpFilter> filters, FelixSettings felix,
                     Map<String, CalicoNode> nodes, TreePMap<Cidr, Block> blocks, Optional<Long> fabricAs) {

    /** No object at all. */
    public static final Calico EMPTY = new Calico(List.of(), IpamSettings.DEFAULT, BgpSettings.DEFAULT, List.of(), Map.of(), FelixSettings.DEFAULT, Map.of(),
            TreePMap.empty(), Optional.empty());

    /** @return the pool that holds the address */
    public Optional<IpPool> poolAround(Ip ip) {
        return IpPool.around(pools, ip);
    }

    /** @return AS number of the node */
    public long asNumber(CalicoNode node) {
        return node.asNumber().orElse(bgp.asNumber());
    }

    /** @return whether any pool of IPv4 needs {@code tunl0}; a disabled one does too, as long as it exists */
    public boolean usesIpip() {
        return pools.stream().anyMatch(pool -> pool.encapsulation().ipip());
    }

    /** @return whether any pool of IPv4 needs {@code vxlan.calico} */
    public boolean usesVxlan() {
        return pools.stream().anyMatch(pool -> pool.encapsulation().vxlan() && pool.cidr().network().isV4());
    }
}
