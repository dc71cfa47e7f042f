package dev.glassplane.loadbalancer.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;

/**
 * Where clients find a proxy.
 *
 * @param type  {@code IPAddress} or {@code Hostname}
 * @param value the address
 */
public record ProxyAddress(String type, String value) {

    /** @return the addresses of the Service in front of a proxy: those that a load balancer gave it, or its own if it asks for none */
    public static List<ProxyAddress> of(ClusterImage image, ObjectKey service) {
        Service found = image.services().get(service);
        if (found == null) {
            return List.of();
        }
        if (!found.type().equals("LoadBalancer")) {
            return found.clusterIps().stream().map(ip -> new ProxyAddress("IPAddress", ip.toString())).toList();
        }
        return found.ingress().stream().map(ingress -> ingress.ip().map(ip -> new ProxyAddress("IPAddress", ip.toString()))
                .orElseGet(() -> new ProxyAddress("Hostname", ingress.hostname()))).toList();
    }

    /** @return the ready pods of a proxy */
    public static List<ObjectKey> pods(ClusterImage image, ObjectKey service) {
        return image.slicesOf().getOrDefault(service, HashTreePMap.<ObjectKey, EndpointSlice>empty()).values().stream().flatMap(slice -> slice.endpoints().stream())
                .filter(EndpointSlice.Endpoint::ready).map(EndpointSlice.Endpoint::target).flatMap(Optional::stream).distinct().sorted()
                .map(pod -> new ObjectKey("pods", pod.substring(0, pod.indexOf('/')), pod.substring(pod.indexOf('/') + 1))).toList();
    }
}
