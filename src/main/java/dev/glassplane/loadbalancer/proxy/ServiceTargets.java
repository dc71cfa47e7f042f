package dev.glassplane.loadbalancer.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;

/** Ready endpoints of Services, which a proxy speaks to without the Service's address. */
public final class ServiceTargets {

    private ServiceTargets() {}

    /** @return endpoints of a Service's port, of its first family */
    public static List<Target> of(ClusterImage image, Service service, Service.Port port) {
        List<EndpointSlice> slices = image.slicesOf().getOrDefault(service.key(), HashTreePMap.<ObjectKey, EndpointSlice>empty()).values().stream()
                .sorted(java.util.Comparator.comparing(EndpointSlice::key)).toList();
        String family = family(service, slices);
        List<Target> targets = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals(family)) {
                slice.ports().stream().filter(each -> each.name().equals(port.name()) && each.protocol() == port.protocol())
                        .forEach(each -> slice.endpoints().stream().filter(endpoint -> endpoint.ready() && !endpoint.addresses().isEmpty()).forEach(endpoint -> targets.add(target(endpoint, each.port()))));
            }
        }
        return targets;
    }

    /** The Service's own first family; without addresses the one that it has endpoints of. */
    private static String family(Service service, List<EndpointSlice> slices) {
        return service.clusterIps().stream().findFirst().map(ip -> ip.family() == Family.IPV4 ? "IPv4" : "IPv6")
                .orElseGet(() -> slices.stream().anyMatch(slice -> slice.addressType().equals("IPv4") && !slice.endpoints().isEmpty()) ? "IPv4" : "IPv6");
    }

    private static Target target(EndpointSlice.Endpoint endpoint, int port) {
        Ip ip = endpoint.addresses().getFirst();
        Optional<ObjectKey> pod = endpoint.target().map(name -> new ObjectKey("pods", name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1)));
        return new Target(ip.toString(), "", ip, port, endpoint.zone(), TargetHealth.HEALTHY, pod);
    }
}
