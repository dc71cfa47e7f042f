package dev.glassplane.image;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What the network reads of a Pod.
 *
 * @param key            {@code pods/NAMESPACE/NAME}
 * @param uid            metadata.uid
 * @param labels         metadata.labels
 * @param annotations    metadata.annotations
 * @param nodeName       spec.nodeName, empty while unscheduled
 * @param hostNetwork    shares the node's network namespace
 * @param phase          status.phase, Pending if there is none
 * @param ips            status.podIPs in order
 * @param ready          condition Ready is True
 * @param terminating    has a deletionTimestamp
 * @param hostname       spec.hostname, may be empty
 * @param subdomain      spec.subdomain, may be empty
 * @param containerPorts of all containers, then of init containers that keep running (sidecars)
 */
public record Pod(ObjectKey key, String uid, Map<String, String> labels, Map<String, String> annotations, String nodeName,
                  boolean hostNetwork, String phase, List<Ip> ips, boolean ready, boolean terminating, String hostname, String subdomain,
                  List<ContainerPort> containerPorts) {

    /**
     * @param name     may be empty
     * @param port     containerPort
     * @param protocol transport
     * @param hostPort 0 for none
     */
    public record ContainerPort(String name, int port, Protocol protocol, int hostPort) {}

    /** @return whether its containers will never run again */
    public boolean finished() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** @return whether it has a network namespace of its own, or will have one: it is not on its node's network, and not over */
    public boolean hasOwnNetwork() {
        return !hostNetwork && !finished();
    }

    /** @return whether its node's agent gives it a device: it has a network of its own, a node and an IPv4 address */
    public boolean wired() {
        return hasOwnNetwork() && !nodeName.isEmpty() && ips.stream().anyMatch(Ip::isV4);
    }
}
