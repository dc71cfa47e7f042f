package dev.glassplane.trace.walk;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestException.Kind;
import dev.glassplane.trace.request.Suggestions;
import java.util.Collection;
import java.util.List;

/** Finds objects by name; who is not there is answered with the names that are. */
final class Lookup {

    private final ClusterImage image;

    Lookup(ClusterImage image) {
        this.image = image;
    }

    Pod pod(String field, String namespace, String name) {
        return image.pod(namespace, name).orElseThrow(() -> absent(field, "Pod", namespace + "/" + name, image.pods().keySet()));
    }

    Service service(String field, String namespace, String name) {
        return image.service(namespace, name).orElseThrow(() -> absent(field, "Service", namespace + "/" + name, image.services().keySet()));
    }

    Node node(String field, String name) {
        return image.node(name).orElseThrow(() -> absent(field, "Node", name, image.nodes().keySet()));
    }

    private static RequestException absent(String field, String kind, String name, Collection<ObjectKey> keys) {
        List<String> names = keys.stream().map(ObjectKey::qualifiedName).toList();
        String namespace = name.contains("/") ? name.substring(0, name.indexOf('/') + 1) : "";
        List<String> near = names.stream().filter(other -> other.startsWith(namespace)).toList();
        String hint = Suggestions.nearest(name, names).map(other -> "; did you mean " + other + "?").orElseGet(() ->
                near.isEmpty() ? "" : "; there " + (near.size() == 1 ? "is " : "are ") + Suggestions.list(near));
        return new RequestException(Kind.NOT_FOUND, field, "an existing " + kind, name, field + ": there is no " + kind + " " + name + hint);
    }
}
