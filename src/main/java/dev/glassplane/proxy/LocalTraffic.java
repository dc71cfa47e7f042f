package dev.glassplane.proxy;

import dev.glassplane.net.Cidr;

/**
 * How a node tells traffic of its own pods from the rest, in one family ({@code kubernetes: pkg/proxy/util/localdetector.go}). Traffic to
 * a ClusterIP that is not local is masqueraded; local traffic to an external address may use any endpoint.
 */
public sealed interface LocalTraffic {

    /** It cannot tell: neither rule exists. */
    record Unknown() implements LocalTraffic {}

    /** By source address: clusterCIDR or the node's podCIDR. */
    record FromCidr(Cidr cidr) implements LocalTraffic {}

    /** By the device that it comes in on; a trailing {@code +} stands for every ending. */
    record FromInterface(String name) implements LocalTraffic {}
}
