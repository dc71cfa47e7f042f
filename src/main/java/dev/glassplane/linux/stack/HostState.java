package dev.glassplane.linux.stack;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.route.RoutingTables;
import java.util.Map;

/**
 * What one network namespace (a node, or a pod) is configured to do.
 *
 * @param name      host name as traces print it
 * @param netfilter rules
 * @param entries   of keyed tables: nft sets and maps, ipsets, virtual servers, BPF maps
 * @param routing   devices and routes
 * @param sysctls   kernel settings that differ from the defaults, by full name ({@code net.ipv4.conf.eth0.rp_filter})
 */
public record HostState(String name, Netfilter netfilter, Entries entries, RoutingTables routing, Map<String, String> sysctls) {

    public HostState {
        sysctls = Map.copyOf(sysctls);
    }

    /** A host without keyed tables. */
    public HostState(String name, Netfilter netfilter, RoutingTables routing, Map<String, String> sysctls) {
        this(name, netfilter, Entries.EMPTY, routing, sysctls);
    }
}
