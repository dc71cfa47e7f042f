package dev.glassplane.policy.agent;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import java.util.List;

/**
 * Pods that share programs and maps on a node: those whose names are the same up to the last dash ({@code aws/aws-network-policy-agent:
 * pkg/utils/utils.go}). That are the pods of a ReplicaSet, but also any two pods called web-1 and web-2.
 *
 * @param namespace of the pods
 * @param prefix    the name up to the last dash, or the whole name; with _ in place of dots
 */
record PodIdentifier(String namespace, String prefix) implements Comparable<PodIdentifier> {

    static PodIdentifier of(String namespace, String pod) {
        String name = pod.replace('.', '_');
        int dash = name.lastIndexOf('-');
        return new PodIdentifier(namespace, dash < 0 ? name : name.substring(0, dash));
    }

    static PodIdentifier of(ObjectKey pod) {
        return of(pod.namespace(), pod.name());
    }

    /** Pods of the image that share it, by name. */
    List<Pod> pods(ClusterImage image) {
        String begin = prefix.replace('_', '.');
        return image.all("pods").subMap(new ObjectKey("pods", namespace, begin), new ObjectKey("pods", namespace, begin + ".")).keySet().stream()
                .filter(key -> of(key).equals(this)).map(key -> image.pods().get(key)).toList();
    }

    @Override
    public int compareTo(PodIdentifier other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : prefix.compareTo(other.prefix);
    }

    /** @return as the names of programs and maps begin: {@code web-7d4b9-demo} */
    @Override
    public String toString() {
        return prefix + "-" + namespace;
    }
}
