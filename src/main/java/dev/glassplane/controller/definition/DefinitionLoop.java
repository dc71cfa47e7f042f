package dev.glassplane.controller.definition;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes the objects of a definition that is going, and lets it go when they are gone. Source: {@code apiextensions-apiserver:
 * pkg/controller/finalizer}.
 */
@Component
@Order(115)
public class DefinitionLoop extends ObjectLoop {

    private static final String RESOURCE = "customresourcedefinitions.apiextensions.k8s.io";
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
    private final Writer writer;

    /** Made once. */
    public DefinitionLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-apiserver");
    }

    @Override
    public String name() {
        return "definition";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> definitions = new TreeSet<>(touched(RESOURCE, delta, image));
        delta.touched().stream().map(key -> new ObjectKey(RESOURCE, "", key.resource()))
                .filter(key -> image.object(key).isPresent()).forEach(definitions::add);
        return definitions;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored definition = image.object(key).orElse(null);
        if (definition == null || !Meta.terminating(definition.object())) {
            return Optional.empty();
        }
        List<Stored> objects = List.copyOf(image.all(key.name()).values());
        objects.stream().filter(object -> !Meta.terminating(object.object())).forEach(object -> writer.delete(object, DeleteOptions.DEFAULT));
        if (objects.isEmpty()) {
            writer.modify(definition, "", DefinitionLoop::release);
        }
        return Optional.empty();
    }

    private static void release(ObjectNode definition) {
        if (definition.path("metadata").path("finalizers") instanceof ArrayNode finalizers) {
            finalizers.removeIf(each -> each.asString("").equals(FINALIZER));
        }
    }
}
