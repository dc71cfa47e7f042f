package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.Index;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which Services a change of pods concerns, and which pods a Service selects, at the cost of the labels involved. */
final class ServicePods {

    private final Index<Label> pods = new Index<>("pods", stored -> labels(stored.key().namespace(), Meta.labels(stored.object())));
    private final Index<Label> services = new Index<>("services", this::anchor);
    private final Map<ObjectKey, NodeFacts> nodes = new HashMap<>();

    /** A label of pods in a namespace. */
    private record Label(String namespace, String key, String value) {}

    /** What endpoints say of nodes. */
    private record NodeFacts(String zone, boolean ready, String cpu) {}

    private static List<Label> labels(String namespace, Map<String, String> labels) {
        return labels.entrySet().stream().map(entry -> new Label(namespace, entry.getKey(), entry.getValue())).toList();
    }

    /** A Service is found under one label of its selector: the one that the fewest pods carry now. */
    private List<Label> anchor(Stored stored) {
        return selector(stored).stream().min(Comparator.<Label>comparingInt(label -> pods.keys(label).size())
                .thenComparing(Label::key)).map(List::of).orElse(List.of());
    }

    private static List<Label> selector(Stored service) {
        return labels(service.key().namespace(), Fields.strings(service.object().path("spec"), "selector"));
    }

    /** Keys of the Services whose endpoints the delta may change. */
    SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> concerned = new TreeSet<>();
        List<Index.Change<Label>> podChanges = pods.update(delta, image);
        services.update(delta, image).forEach(change -> concerned.add(change.key()));
        if (nodesChanged(delta, image)) {
            concerned.addAll(image.services().keySet());
        }
        for (Index.Change<Label> change : podChanges) {
            Set<Label> around = new java.util.HashSet<>(change.before());
            around.addAll(change.after());
            for (Label label : around) {
                for (ObjectKey service : services.keys(label)) {
                    List<Label> selector = image.object(service).map(ServicePods::selector).orElse(List.of());
                    if (change.before().containsAll(selector) || change.after().containsAll(selector)) {
                        concerned.add(service);
                    }
                }
            }
        }
        return concerned;
    }

    private boolean nodesChanged(ClusterDelta delta, ClusterImage image) {
        boolean changed = false;
        if (delta.full()) {
            nodes.clear();
        }
        Set<ObjectKey> keys = delta.full() ? image.nodes().keySet() : delta.touched();
        for (ObjectKey key : keys) {
            if (key.resource().equals("nodes")) {
                Node node = image.nodes().get(key);
                NodeFacts now = node == null ? null : new NodeFacts(node.zone(), node.ready(), image.object(key)
                        .map(stored -> stored.object().path("status").path("allocatable").path("cpu").asString("")).orElse(""));
                NodeFacts before = now == null ? nodes.remove(key) : nodes.put(key, now);
                changed |= !java.util.Objects.equals(before, now);
            }
        }
        return changed;
    }

    /** Pods that the Service selects, by name; none without a selector. */
    List<Pod> selected(Service service, ClusterImage image) {
        List<Label> selector = labels(service.key().namespace(), service.selector());
        if (selector.isEmpty()) {
            return List.of();
        }
        SortedSet<ObjectKey> fewest = selector.stream().map(pods::keys).min(Comparator.comparingInt(Set::size)).orElseThrow();
        List<Pod> selected = new ArrayList<>();
        for (ObjectKey key : fewest) {
            Pod pod = image.pods().get(key);
            if (pod != null && pod.labels().entrySet().containsAll(service.selector().entrySet())) {
                selected.add(pod);
            }
        }
        return selected;
    }
}
