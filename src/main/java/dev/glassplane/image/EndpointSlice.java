package dev.glassplane.image;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the network reads of an EndpointSlice.
 *
 * @param key         {@code endpointslices.discovery.k8s.io/NAMESPACE/NAME}
 * @param labels      metadata.labels
 * @param service     name of the Service (label kubernetes.io/service-name), may be empty
 * @param addressType IPv4, IPv6 or FQDN
 * @param ports       ports with a number; others are left out
 * @param endpoints   in order
 */
public record EndpointSlice(ObjectKey key, java.util.Map<String, String> labels, String service, String addressType, List<Port> ports,
                            List<Endpoint> endpoints) {

    /**
     * @param name     may be empty
     * @param protocol transport
     * @param port     number that the endpoint listens on
     */
    public record Port(String name, Protocol protocol, int port) {}

    /**
     * @param addresses   parsed; only the first counts for kube-proxy
     * @param ready       missing means true
     * @param serving     missing means true, as kube-proxy reads it
     * @param terminating missing means false
     * @param nodeName    may be empty
     * @param zone        may be empty
     * @param target      the pod behind it, as {@code NAMESPACE/NAME}, if targetRef names one
     * @param hintZones   hints.forZones
     * @param hintNodes   hints.forNodes
     * @param hostname    may be empty
     */
    public record Endpoint(List<Ip> addresses, boolean ready, boolean serving, boolean terminating, String nodeName, String zone,
                           Optional<String> target, Set<String> hintZones, Set<String> hintNodes, String hostname) {}
}
