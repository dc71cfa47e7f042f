package dev.glassplane.policy.model;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The NetworkPolicies of images. A function of the image; what was read last is kept, and an object that is the same in the next image is not read
 * again. May be used from any thread.
 */
public final class Policies {

    private static final String NAMESPACES = "namespaces";
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private SortedMap<ObjectKey, Stored> last = new TreeMap<>();
    private Map<ObjectKey, NetworkPolicy> read = Map.of();
    private Map<String, List<NetworkPolicy>> byNamespace = Map.of();

    /** @return the policy */
    public Optional<NetworkPolicy> of(ObjectKey key, ClusterImage image) {
        return Optional.ofNullable(snapshot(image).get(key.namespace())).flatMap(policies -> policies.stream().filter(policy -> policy.key().equals(key))
                .findFirst());
    }

    /** @return policies of a namespace, by name */
    public List<NetworkPolicy> in(String namespace, ClusterImage image) {
        return snapshot(image).getOrDefault(namespace, List.of());
    }

    /** @return all policies, by namespace and name */
    public List<NetworkPolicy> all(ClusterImage image) {
        return snapshot(image).entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(entry -> entry.getValue().stream()).toList();
    }

    /** @return policies that isolate the pod in the direction, by name */
    public List<NetworkPolicy> isolating(Pod pod, Direction direction, ClusterImage image) {
        return in(pod.key().namespace(), image).stream().filter(policy -> policy.isolates().contains(direction) && policy.selects(pod)).toList();
    }

    /** @return labels of a namespace, with the one that every namespace has */
    public static Map<String, String> labelsOf(String namespace, ClusterImage image) {
        Map<String, String> labels = new HashMap<>();
        image.object(new ObjectKey(NAMESPACES, "", namespace)).ifPresent(stored -> stored.object().path("metadata").path("labels").properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString(""))));
        labels.putIfAbsent(NAME_LABEL, namespace);
        return labels;
    }

    private synchronized Map<String, List<NetworkPolicy>> snapshot(ClusterImage image) {
        SortedMap<ObjectKey, Stored> now = image.all(NetworkPolicy.RESOURCE);
        if (now != last) {
            Map<ObjectKey, NetworkPolicy> next = new HashMap<>();
            Map<String, List<NetworkPolicy>> sorted = new HashMap<>();
            now.forEach((key, stored) -> {
                NetworkPolicy policy = stored == last.get(key) ? read.get(key) : PolicyReader.read(key, stored.object());
                next.put(key, policy);
                sorted.computeIfAbsent(key.namespace(), namespace -> new java.util.ArrayList<>()).add(policy);
            });
            last = now;
            read = next;
            byNamespace = sorted;
        }
        return byNamespace;
    }
}
