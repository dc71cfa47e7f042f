package dev.glassplane.ipam;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which pods are bound to which node, kept current by deltas. */
final class PodsByNode {

    private final Map<ObjectKey, String> nodeOf = new HashMap<>();
    private final Map<String, Set<ObjectKey>> podsOf = new HashMap<>();

    /** @return nodes that gained, lost or had changed a pod; with a full delta all that have any */
    Set<String> update(ClusterDelta delta, ClusterImage image) {
        Set<String> concerned = new TreeSet<>();
        if (delta.full()) {
            concerned.addAll(podsOf.keySet());
            nodeOf.clear();
            podsOf.clear();
            image.pods().keySet().forEach(key -> place(key, image, concerned));
        } else {
            delta.touched().stream().filter(key -> key.resource().equals("pods")).forEach(key -> place(key, image, concerned));
        }
        return concerned;
    }

    private void place(ObjectKey key, ClusterImage image, Set<String> concerned) {
        Pod pod = image.pods().get(key);
        String node = pod == null ? "" : pod.nodeName();
        String before = node.isEmpty() ? nodeOf.remove(key) : nodeOf.put(key, node);
        if (before != null) {
            concerned.add(before);
            if (!before.equals(node)) {
                podsOf.computeIfPresent(before, (name, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
            }
        }
        if (!node.isEmpty()) {
            concerned.add(node);
            podsOf.computeIfAbsent(node, name -> new TreeSet<>()).add(key);
        }
    }

    /** @return keys of the pods bound to the node */
    Set<ObjectKey> on(String node) {
        return podsOf.getOrDefault(node, Set.of());
    }
}
