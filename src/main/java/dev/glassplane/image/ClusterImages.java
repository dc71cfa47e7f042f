package dev.glassplane.image;

import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/** Builds images. Pure functions; the cost of an image follows from the number of changes, not from the size of the cluster. */
public final class ClusterImages {

    private static final Set<String> NAMESPACED = Set.of("Pod", "Service", "EndpointSlice", "Endpoints", "ConfigMap", "Secret",
            "ServiceAccount", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Event", "Lease", "NetworkPolicy");

    private ClusterImages() {}

    /**
     * The image of these manifests, as if they had been written one after the other to an empty log, without defaulting or validation. For
     * pure code and its tests.
     *
     * @param objects each with apiVersion, kind and metadata.name; they are copied. Namespaced built-in kinds without a namespace go to
     *                {@code default}
     * @throws IllegalArgumentException if an object lacks one of these fields or occurs twice
     */
    public static ClusterImage of(Collection<ObjectNode> objects) {
        ClusterImage image = ClusterImage.EMPTY;
        long revision = 0;
        for (ObjectNode object : objects) {
            ObjectKey key = keyOf(object);
            if (image.object(key).isPresent()) {
                throw new IllegalArgumentException(key + " occurs twice");
            }
            ObjectNode copy = object.deepCopy();
            revision++;
            ((ObjectNode) copy.path("metadata")).put("resourceVersion", Long.toString(revision));
            Stored stored = new Stored(key, new Revision(revision), copy);
            image = apply(image, List.of(new Event(Event.Type.ADDED, stored.revision(), stored, Optional.empty())));
        }
        return image;
    }

    /**
     * @param events that follow the image's revision, in order
     * @return the image after them; what did not change keeps its identity
     */
    public static ClusterImage apply(ClusterImage image, List<Event> events) {
        if (events.isEmpty()) {
            return image;
        }
        Builder builder = new Builder(image);
        events.forEach(builder::apply);
        return builder.build(events.getLast().revision());
    }

    /** @return the image of the log's current state */
    static ClusterImage ofState(Listing snapshot) {
        Builder builder = new Builder(ClusterImage.EMPTY);
        snapshot.objects().forEach(stored -> builder.apply(new Event(Event.Type.ADDED, stored.revision(), stored, Optional.empty())));
        return builder.build(snapshot.revision());
    }

    /** The key under which the log keeps an object with these fields. */
    static ObjectKey keyOf(ObjectNode object) {
        String kind = required(object, Fields.text(object, "kind"), "kind");
        String apiVersion = required(object, Fields.text(object, "apiVersion"), "apiVersion");
        String name = required(object, Fields.text(object.path("metadata"), "name"), "metadata.name");
        int slash = apiVersion.indexOf('/');
        String resource = plural(kind) + (slash < 0 ? "" : "." + apiVersion.substring(0, slash));
        String namespace = Fields.text(object.path("metadata"), "namespace", NAMESPACED.contains(kind) ? "default" : "");
        return new ObjectKey(resource, namespace, name);
    }

    private static String required(ObjectNode object, String value, String field) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the object has no " + field + ": " + object);
        }
        return value;
    }

    /** The plural as the API's conventions form it. */
    private static String plural(String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        if (word.equals("endpoints") || word.endsWith("params")) {
            return word;
        }
        if (word.endsWith("s") || word.endsWith("x") || word.endsWith("ch")) {
            return word + "es";
        }
        return word.matches(".*[^aeiou]y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }

    /** The maps of an image while events are applied. */
    private static final class Builder {

        private PMap<String, TreePMap<ObjectKey, Stored>> objects;
        private PMap<ObjectKey, Node> nodes;
        private PMap<ObjectKey, Pod> pods;
        private PMap<ObjectKey, Service> services;
        private PMap<ObjectKey, EndpointSlice> slices;
        private PMap<ObjectKey, PMap<ObjectKey, EndpointSlice>> slicesOf;
        private PMap<String, Integer> endpoints;

        Builder(ClusterImage image) {
            objects = image.objects();
            nodes = image.nodes();
            pods = image.pods();
            services = image.services();
            slices = image.slices();
            slicesOf = image.slicesOf();
            endpoints = image.endpoints();
        }

        void apply(Event event) {
            Stored stored = event.current();
            ObjectKey key = stored.key();
            boolean deleted = event.type() == Event.Type.DELETED;
            keep(stored, deleted);
            ObjectNode object = stored.object();
            switch (key.resource()) {
                case "nodes" -> nodes = with(nodes, key, deleted ? null : Projection.node(key, object));
                case "pods" -> pods = with(pods, key, deleted ? null : Projection.pod(key, object));
                case "services" -> services = with(services, key, deleted ? null : Projection.service(key, object));
                case "endpointslices.discovery.k8s.io" -> slice(key, deleted ? null : Projection.slice(key, object));
                default -> { } // a kind that the network does not read
            }
        }

        private void keep(Stored stored, boolean deleted) {
            ObjectKey key = stored.key();
            TreePMap<ObjectKey, Stored> before = objects.getOrDefault(key.resource(), TreePMap.empty());
            TreePMap<ObjectKey, Stored> after = deleted ? before.minus(key) : before.plus(key, stored);
            objects = after.isEmpty() ? objects.minus(key.resource()) : objects.plus(key.resource(), after);
        }

        private void slice(ObjectKey key, EndpointSlice now) {
            EndpointSlice before = slices.get(key);
            if (now != null && now.equals(before)) {
                return;
            }
            if (before != null && !before.service().isEmpty()) {
                ObjectKey service = new ObjectKey("services", key.namespace(), before.service());
                PMap<ObjectKey, EndpointSlice> rest = slicesOf.get(service).minus(key);
                slicesOf = rest.isEmpty() ? slicesOf.minus(service) : slicesOf.plus(service, rest);
            }
            if (now != null && !now.service().isEmpty()) {
                ObjectKey service = new ObjectKey("services", key.namespace(), now.service());
                PMap<ObjectKey, EndpointSlice> others = slicesOf.get(service);
                slicesOf = slicesOf.plus(service, (others == null ? HashTreePMap.<ObjectKey, EndpointSlice>empty() : others).plus(key, now));
            }
            slices = with(slices, key, now);
            count(before, -1);
            count(now, 1);
        }

        private void count(EndpointSlice slice, int sign) {
            if (slice != null && !slice.service().isEmpty()) {
                int more = sign * slice.endpoints().size() * slice.ports().size();
                endpoints = endpoints.plus(slice.addressType(), endpoints.getOrDefault(slice.addressType(), 0) + more);
            }
        }

        /** The map with the value, or without the key; a value equal to the one there changes nothing. */
        private static <V> PMap<ObjectKey, V> with(PMap<ObjectKey, V> map, ObjectKey key, V value) {
            if (value == null) {
                return map.minus(key);
            }
            return value.equals(map.get(key)) ? map : map.plus(key, value);
        }

        ClusterImage build(Revision revision) {
            return new ClusterImage(revision, objects, nodes, pods, services, slices, slicesOf, endpoints);
        }
    }
}
