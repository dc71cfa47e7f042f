package dev.glassplane.dns.zone;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Who has an address. Each part is made when somebody asks, and kept as long as the image's objects of that kind stay the same. */
public final class ReverseIndex {

    private record Part<K, V>(Object from, Map<K, V> map) {}

    private final AtomicReference<Part<Ip, Service>> clusterIps = new AtomicReference<>();
    private final AtomicReference<Part<Ip, List<EndpointSlice>>> endpoints = new AtomicReference<>();
    private final AtomicReference<Part<Ip, List<Pod>>> pods = new AtomicReference<>();

    /** @return the first Service by name whose ClusterIP it is, or null */
    public Service service(ClusterImage image, Ip ip) {
        return part(clusterIps, image.services(), () -> {
            Map<Ip, Service> map = new HashMap<>();
            image.services().values().stream().sorted(Comparator.comparing(Service::key))
                    .forEach(service -> service.clusterIps().forEach(each -> map.putIfAbsent(each, service)));
            return map;
        }).get(ip);
    }

    /** Slices with a ready endpoint at the address, by name. */
    List<EndpointSlice> slices(ClusterImage image, Ip ip) {
        return part(endpoints, image.slices(), () -> {
            Map<Ip, List<EndpointSlice>> map = new HashMap<>();
            image.slices().values().stream().sorted(Comparator.comparing(EndpointSlice::key)).forEach(slice -> slice.endpoints().stream()
                    .filter(EndpointSlice.Endpoint::ready).flatMap(endpoint -> endpoint.addresses().stream()).distinct()
                    .forEach(each -> map.computeIfAbsent(each, _ -> new ArrayList<>()).add(slice)));
            return map;
        }).getOrDefault(ip, List.of());
    }

    /** Pods whose first address it is. */
    List<Pod> pods(ClusterImage image, Ip ip) {
        return part(pods, image.pods(), () -> {
            Map<Ip, List<Pod>> map = new HashMap<>();
            image.pods().values().stream().filter(pod -> !pod.ips().isEmpty())
                    .forEach(pod -> map.computeIfAbsent(pod.ips().getFirst(), _ -> new ArrayList<>()).add(pod));
            return map;
        }).getOrDefault(ip, List.of());
    }

    private static <K, V> Map<K, V> part(AtomicReference<Part<K, V>> known, Object from, java.util.function.Supplier<Map<K, V>> make) {
        Part<K, V> part = known.get();
        if (part == null || part.from() != from) {
            part = new Part<>(from, make.get());
            known.set(part);
        }
        return part.map();
    }

    static List<EndpointSlice> slicesOf(ClusterImage image, ObjectKey service) {
        var slices = image.slicesOf().get(service);
        return slices == null ? List.of() : slices.values().stream().sorted(Comparator.comparing(EndpointSlice::key)).toList();
    }
}
