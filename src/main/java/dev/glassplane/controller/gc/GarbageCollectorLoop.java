package dev.glassplane.controller.gc;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.DeleteOptions.Propagation;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes objects whose owners are all gone, and carries out foreground deletion and orphaning, which wait as finalizers
 * (kubernetes/kubernetes: pkg/controller/garbagecollector). Owners are known by uid.
 */
@Component
@Order(200)
public class GarbageCollectorLoop extends ObjectLoop {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    private final Writer writer;
    private final OwnerGraph graph = new OwnerGraph();

    /** Made once. */
    public GarbageCollectorLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "garbage-collector";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        return graph.update(delta, image);
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored object = image.object(key).orElse(null);
        if (object == null) {
            return Optional.empty();
        }
        if (Meta.terminating(object.object())) {
            if (Meta.hasFinalizer(object.object(), ORPHAN)) {
                orphan(object, image);
            } else if (Meta.hasFinalizer(object.object(), FOREGROUND)) {
                foreground(object, image);
            }
            return Optional.empty();
        }
        collect(object);
        return Optional.empty();
    }

    /** Owners that are gone are struck out; without any left the object goes. */
    private void collect(Stored object) {
        List<JsonNode> owners = Meta.owners(object.object()).toList();
        List<String> gone = owners.stream().map(owner -> Fields.text(owner, "uid")).filter(uid -> !graph.exists(uid)).toList();
        if (gone.isEmpty()) {
            return;
        }
        if (gone.size() < owners.size()) {
            writer.modify(object, "", current -> disown(current, gone));
            return;
        }
        Propagation how = Meta.hasFinalizer(object.object(), ORPHAN) ? Propagation.ORPHAN
                : Meta.hasFinalizer(object.object(), FOREGROUND) ? Propagation.FOREGROUND : Propagation.BACKGROUND;
        writer.delete(object, deletion(how));
    }

    private void orphan(Stored owner, ClusterImage image) {
        String uid = Meta.uid(owner.object());
        for (ObjectKey key : List.copyOf(graph.dependents(uid))) {
            image.object(key).ifPresent(dependent -> writer.modify(dependent, "", current -> disown(current, List.of(uid))));
        }
        writer.modify(owner, "", current -> dropFinalizer(current, ORPHAN));
    }

    /** Dependents go first; those that do not block are not waited for. */
    private void foreground(Stored owner, ClusterImage image) {
        String uid = Meta.uid(owner.object());
        boolean blocked = false;
        for (ObjectKey key : graph.dependents(uid)) {
            Stored dependent = image.object(key).orElse(null);
            if (dependent == null) {
                continue;
            }
            JsonNode reference = Meta.owners(dependent.object()).filter(entry -> Fields.text(entry, "uid").equals(uid)).findFirst()
                    .orElseThrow();
            blocked |= Fields.flag(reference, "blockOwnerDeletion");
            boolean otherOwner = Meta.owners(dependent.object()).map(entry -> Fields.text(entry, "uid"))
                    .anyMatch(other -> !other.equals(uid) && graph.exists(other));
            if (otherOwner) {
                writer.modify(dependent, "", current -> disown(current, List.of(uid)));
            } else if (!Meta.terminating(dependent.object())) {
                writer.delete(dependent, deletion(graph.dependents(Meta.uid(dependent.object())).isEmpty()
                        ? Propagation.BACKGROUND : Propagation.FOREGROUND));
            }
        }
        if (!blocked) {
            writer.modify(owner, "", current -> dropFinalizer(current, FOREGROUND));
        }
    }

    private static DeleteOptions deletion(Propagation propagation) {
        return new DeleteOptions(Optional.empty(), Optional.of(propagation), Optional.empty(), Optional.empty(), false);
    }

    private static void disown(ObjectNode object, List<String> uids) {
        if (Meta.of(object).get("ownerReferences") instanceof ArrayNode references) {
            references.removeIf(reference -> uids.contains(Fields.text(reference, "uid")));
            if (references.isEmpty()) {
                Meta.of(object).remove("ownerReferences");
            }
        }
    }

    private static void dropFinalizer(ObjectNode object, String finalizer) {
        if (Meta.of(object).get("finalizers") instanceof ArrayNode finalizers) {
            finalizers.removeIf(entry -> entry.asString("").equals(finalizer));
            if (finalizers.isEmpty()) {
                Meta.of(object).remove("finalizers");
            }
        }
    }
}
