package dev.glassplane.image;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.Optional;
import java.util.SortedMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * All objects at one revision. Kinds that the network reads are projected into records once; an unchanged object keeps its record's
 * identity from image to image.
 *
 * @param revision  the log position that this image shows
 * @param objects   every object by resource, then by key
 * @param nodes     by key
 * @param pods      by key
 * @param services  by key
 * @param slices    EndpointSlices by key
 * @param slicesOf  keys of the EndpointSlices of a Service key (label {@code kubernetes.io/service-name})
 * @param endpoints endpoints times ports over all EndpointSlices that name a Service, by address type
 */
public record ClusterImage(Revision revision, PMap<String, TreePMap<ObjectKey, Stored>> objects, PMap<ObjectKey, Node> nodes,
                           PMap<ObjectKey, Pod> pods, PMap<ObjectKey, Service> services, PMap<ObjectKey, EndpointSlice> slices,
                           PMap<ObjectKey, PMap<ObjectKey, EndpointSlice>> slicesOf, PMap<String, Integer> endpoints) {

    /** Before the first write. */
    public static final ClusterImage EMPTY = new ClusterImage(Revision.ZERO, HashTreePMap.empty(), HashTreePMap.empty(),
            HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

    /** @return objects of a resource ({@code deployments.apps}) in key order */
    public SortedMap<ObjectKey, Stored> all(String resource) {
        return objects.getOrDefault(resource, TreePMap.empty());
    }

    /** @return one object of any kind */
    public Optional<Stored> object(ObjectKey key) {
        TreePMap<ObjectKey, Stored> ofResource = objects.get(key.resource());
        return ofResource == null ? Optional.empty() : Optional.ofNullable(ofResource.get(key));
    }

    /** @return the node with this name */
    public Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(new ObjectKey("nodes", "", name)));
    }

    /** @return the pod */
    public Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(pods.get(new ObjectKey("pods", namespace, name)));
    }

    /** @return the Service */
    public Optional<Service> service(String namespace, String name) {
        return Optional.ofNullable(services.get(new ObjectKey("services", namespace, name)));
    }
}
