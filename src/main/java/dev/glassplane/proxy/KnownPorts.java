package dev.glassplane.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.pcollections.PMap;

/** The ports of each Service as they were found last: a memory, not a state. Objects are told apart by identity. May be used from any thread. */
public final class KnownPorts {

    private record Known(Service service, PMap<ObjectKey, EndpointSlice> slices, List<ServiceView> ports) {}

    private final ConcurrentHashMap<ObjectKey, Known> known = new ConcurrentHashMap<>();

    /** @return the Service's ports in each family that it has; none if there is no such Service or no proxy serves it */
    public List<ServiceView> of(ObjectKey key, ClusterImage image) {
        Service service = image.services().get(key);
        if (service == null) {
            known.remove(key);
            return List.of();
        }
        PMap<ObjectKey, EndpointSlice> slices = image.slicesOf().get(key);
        Known before = known.get(key);
        if (before != null && before.service() == service && before.slices() == slices) {
            return before.ports();
        }
        List<ServiceView> ports = new ArrayList<>();
        for (Family family : Family.values()) {
            ports.addAll(ServiceView.of(service, slices == null ? List.of() : slices.values(), family));
        }
        known.put(key, new Known(service, slices, List.copyOf(ports)));
        return ports;
    }

    /** Forgets everything. */
    void clear() {
        known.clear();
    }
}
