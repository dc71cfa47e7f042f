package dev.glassplane.linux.stack;

import dev.glassplane.linux.bpf.BpfMemory;
import dev.glassplane.linux.conntrack.Conntrack;
import dev.glassplane.linux.ipvs.IpvsMemory;
import dev.glassplane.linux.netfilter.NftSetMemory;
import dev.glassplane.linux.netfilter.RecentLists;

/**
 * What a host remembers from packet to packet; walks add to it. Not thread-safe.
 *
 * @param conntrack connections
 * @param recent    {@code xt_recent} lists
 * @param sets      what rules put into dynamic nft sets
 * @param ipvs      connections and schedulers of virtual servers
 * @param sockets   connected TCP sockets
 * @param bpf       what BPF programs wrote into maps; those of a node serve its pods' namespaces too
 */
public record HostMemory(Conntrack conntrack, RecentLists recent, NftSetMemory sets, IpvsMemory ipvs, Sockets sockets, BpfMemory bpf) {

    /** A host that has seen nothing yet. */
    public HostMemory() {
        this(new Conntrack(), new RecentLists(), new NftSetMemory(), new IpvsMemory(), new Sockets(), new BpfMemory());
    }
}
