package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of a node on which node ports answer ({@code kubernetes: pkg/proxy/util/nodeport_addresses.go}).
 *
 * @param primary the single word {@code primary}: the node's first address of each family
 * @param cidrs   other values; a family without any means all addresses of that family
 */
public record NodePortAddresses(boolean primary, List<Cidr> cidrs) {

    /** The default. */
    public static final NodePortAddresses ALL = new NodePortAddresses(false, List.of());

    private static final Ip IPV4_LOOPBACK = Ip.parse("127.0.0.1");
    private static final Ip IPV6_LOOPBACK = Ip.parse("::1");

    public NodePortAddresses {
        cidrs = List.copyOf(cidrs);
    }

    /** @return whether every local address of the family counts */
    public boolean matchesAll(Family family) {
        List<Cidr> ofFamily = of(family);
        return !primary && (ofFamily.isEmpty() || ofFamily.stream().anyMatch(cidr -> cidr.prefixLength() == 0));
    }

    /** @return whether 127.0.0.1 counts */
    boolean holdsIpv4Loopback() {
        return matchesAll(Family.IPV4) || of(Family.IPV4).stream().anyMatch(cidr -> cidr.contains(IPV4_LOOPBACK));
    }

    /** @return the node's matching addresses of the family, loopback included, in the order of the node's devices */
    public List<Ip> on(NodeFacts node, Family family) {
        if (primary) {
            return node.primary(family).stream().toList();
        }
        Set<Ip> candidates = new LinkedHashSet<>(node.addresses());
        candidates.add(family == Family.IPV4 ? IPV4_LOOPBACK : IPV6_LOOPBACK);
        return candidates.stream().filter(ip -> of(family).stream().anyMatch(cidr -> cidr.contains(ip))).toList();
    }

    private List<Cidr> of(Family family) {
        return cidrs.stream().filter(cidr -> cidr.family() == family).toList();
    }
}
