package dev.glassplane.loadbalancer.proxy;

import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proxy that somebody needs.
 *
 * @param namespace   where it runs
 * @param name        of its Deployment and Service
 * @param selector    labels that its pods alone have
 * @param labels      more labels of all its objects
 * @param annotations of all its objects
 * @param serviceType {@code LoadBalancer}, {@code ClusterIP} or {@code NodePort}
 * @param ports       that clients use
 * @param owner       with whom it goes, empty if it stays
 */
public record ProxyRequest(String namespace, String name, Map<String, String> selector, Map<String, String> labels, Map<String, String> annotations, String serviceType,
                           List<Port> ports, Optional<Owner> owner) {

    public ProxyRequest {
        selector = Map.copyOf(selector);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        ports = List.copyOf(ports);
    }

    /** A proxy that goes with its owner. */
    public ProxyRequest(String namespace, String name, Map<String, String> selector, Map<String, String> labels, Map<String, String> annotations, String serviceType,
                        List<Port> ports, Owner owner) {
        this(namespace, name, selector, labels, annotations, serviceType, ports, Optional.of(owner));
    }

    /**
     * @param port     that clients use
     * @param bound    that the pods listen on
     * @param protocol TCP or UDP
     */
    public record Port(int port, int bound, Protocol protocol) {

        /** @return {@code tcp-80} */
        String name() {
            return protocol.name().toLowerCase(java.util.Locale.ROOT) + "-" + port;
        }
    }

    /** An object of the same namespace. */
    public record Owner(String apiVersion, String kind, String name, String uid) {}
}
