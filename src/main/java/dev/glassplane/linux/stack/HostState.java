package dev.glassplane.linux.stack;

import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.route.RoutingTables;
import java.util.Map;

/**
 * What one network namespace (a node, or a pod) is configured to do.
 *
 * @param name      host name as traces print it
 * @param netfilter rules
 * @param routing   devices and routes
 * @param sysctls   kernel settings that differ from the defaults, by full name ({@code net.ipv4.conf.eth0.rp_filter})
 */
public record HostState(String name, Netfilter netfilter, RoutingTables routing, Map<String, String> sysctls) {

    public HostState {
        sysctls = Map.copyOf(sysctls);
    }
}
