package dev.glassplane.proxy;

import dev.glassplane.net.IpPort;
import dev.glassplane.store.ObjectKey;
import java.util.Set;

/**
 * One endpoint of a Service port, as kube-proxy keeps it.
 *
 * @param address     first address of the endpoint, with the port of its slice
 * @param text        the address as {@code ip:port} or {@code [ip]:port}: sorted, hashed and printed in this form
 * @param ready       takes new connections
 * @param serving     still answers, though perhaps terminating
 * @param terminating is going away
 * @param nodeName    node that it runs on, empty if unknown: then it is local to no node
 * @param hintZones   zones that should use it
 * @param hintNodes   nodes that should use it
 * @param slice       the EndpointSlice that lists it
 */
public record EndpointView(IpPort address, String text, boolean ready, boolean serving, boolean terminating, String nodeName,
                           Set<String> hintZones, Set<String> hintNodes, ObjectKey slice) {

    /** @return whether it runs on this node */
    public boolean isOn(String node) {
        return !nodeName.isEmpty() && nodeName.equals(node);
    }

    /** @return whether it answers although it is going away: the last resort when nothing is ready */
    public boolean isLastResort() {
        return serving && terminating;
    }
}
