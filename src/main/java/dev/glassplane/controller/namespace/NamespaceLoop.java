package dev.glassplane.controller.namespace;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Empties a terminating namespace, then lets it go (kubernetes/kubernetes: pkg/controller/namespace/deletion). */
@Component
@Order(100)
public class NamespaceLoop extends ObjectLoop {

    private static final String FINALIZER = "kubernetes";
    private final Writer writer;

    /** Made once. */
    public NamespaceLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> namespaces = new TreeSet<>(touched("namespaces", delta, image));
        delta.touched().stream().filter(key -> !key.namespace().isEmpty())
                .forEach(key -> namespaces.add(new ObjectKey("namespaces", "", key.namespace())));
        return namespaces;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored namespace = image.object(key).orElse(null);
        if (namespace == null || !Meta.terminating(namespace.object())) {
            return Optional.empty();
        }
        List<Stored> contents = contents(key.name(), image);
        contents.stream().filter(object -> !Meta.terminating(object.object()))
                .forEach(object -> writer.delete(object, DeleteOptions.DEFAULT));
        writer.modify(namespace, "status", object -> report(object, contents, now));
        if (contents.isEmpty()) {
            writer.modify(namespace, "finalize", NamespaceLoop::release);
        }
        return Optional.empty();
    }

    private static List<Stored> contents(String namespace, ClusterImage image) {
        List<Stored> contents = new ArrayList<>();
        for (String resource : new TreeSet<>(image.objects().keySet())) {
            image.all(resource).tailMap(new ObjectKey(resource, namespace, "")).values().stream()
                    .takeWhile(object -> object.key().namespace().equals(namespace)).forEach(contents::add);
        }
        return contents;
    }

    private static void report(ObjectNode namespace, List<Stored> contents, Instant now) {
        Fields.child(namespace, "status").put("phase", "Terminating");
        set(namespace, new Condition("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered",
                "All resources successfully discovered"), now);
        set(namespace, new Condition("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions",
                "All legacy kube types successfully parsed"), now);
        set(namespace, new Condition("NamespaceDeletionContentFailure", "False", "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization"), now);
        Map<String, Long> remaining = contents.stream()
                .collect(Collectors.groupingBy(object -> object.key().resource(), TreeMap::new, Collectors.counting()));
        set(namespace, remaining.isEmpty()
                ? new Condition("NamespaceContentRemaining", "False", "ContentRemoved", "All content successfully removed")
                : new Condition("NamespaceContentRemaining", "True", "SomeResourcesRemain", "Some resources are remaining: "
                + remaining.entrySet().stream().map(entry -> entry.getKey() + " has " + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "))), now);
        Map<String, Long> finalizers = contents.stream().flatMap(object -> Fields.each(object.object().path("metadata"), "finalizers"))
                .collect(Collectors.groupingBy(finalizer -> finalizer.asString(""), TreeMap::new, Collectors.counting()));
        set(namespace, finalizers.isEmpty()
                ? new Condition("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                : new Condition("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: " + finalizers.entrySet().stream()
                        .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
                        .collect(Collectors.joining(", "))), now);
    }

    private static void set(ObjectNode namespace, Condition condition, Instant now) {
        Conditions.set(namespace, condition, now, "");
    }

    private static void release(ObjectNode namespace) {
        if (namespace.path("spec").path("finalizers") instanceof ArrayNode finalizers) {
            finalizers.removeIf(entry -> entry.asString("").equals(FINALIZER));
        }
    }
}
