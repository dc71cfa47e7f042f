package dev.glassplane.controller.workload;

import dev.glassplane.controller.loop.Index;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dependents of one workload kind: those that its objects control. Orphans that match a selector are adopted, dependents that no longer
 * match are released (kubernetes/kubernetes: pkg/controller/controller_ref_manager.go).
 */
final class OwnedPods {

    private final Index<String> dependents;
    private final Index<String> owners;

    /**
     * @param ownerResource of the workload, for example {@code replicasets.apps}
     * @param resource      of the dependents: {@code pods}, or {@code replicasets.apps} for Deployments
     */
    OwnedPods(String ownerResource, String resource) {
        this.dependents = new Index<>(resource, OwnedPods::finders);
        this.owners = new Index<>(ownerResource, stored -> List.of(Meta.uid(stored.object()), anchor(stored)));
    }

    /** A dependent is found by its controller's uid; an orphan by each of its labels and as one of its namespace. */
    private static List<String> finders(Stored stored) {
        String controller = Meta.controllerUid(stored.object());
        if (!controller.isEmpty()) {
            return List.of(controller);
        }
        List<String> finders = new ArrayList<>(List.of(stored.key().namespace() + "/*"));
        Meta.labels(stored.object()).forEach((key, value) -> finders.add(stored.key().namespace() + "/" + key + "=" + value));
        return finders;
    }

    /** Where orphans that an owner may adopt are found: under one label that it demands. */
    private static String anchor(Stored owner) {
        return Fields.strings(owner.object().path("spec").path("selector"), "matchLabels").entrySet().stream()
                .max(Map.Entry.comparingByKey()).map(label -> owner.key().namespace() + "/" + label.getKey() + "=" + label.getValue())
                .orElse(owner.key().namespace() + "/*");
    }

    /** Keys of the workload objects that the delta concerns. */
    SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> keys = new TreeSet<>();
        owners.update(delta, image).forEach(change -> keys.add(change.key()));
        for (Index.Change<String> change : dependents.update(delta, image)) {
            Set<String> finders = new HashSet<>(change.before());
            finders.addAll(change.after());
            finders.forEach(finder -> keys.addAll(owners.keys(finder)));
        }
        return keys;
    }

    /**
     * Dependents of a workload object, in key order, after adopting and releasing. An adopted one counts from the next run on.
     *
     * @param kind of the owner
     */
    List<Stored> claim(Stored owner, Kind kind, Writer writer, ClusterImage image) {
        LabelSelector selector = LabelSelector.read(owner.object().path("spec").path("selector"));
        String uid = Meta.uid(owner.object());
        List<Stored> claimed = new ArrayList<>();
        for (Stored dependent : dependents.objects(uid, image)) {
            if (selector.matches(Meta.labels(dependent.object()))) {
                claimed.add(dependent);
            } else if (!Meta.terminating(owner.object())) {
                writer.modify(dependent, "", object -> release(object, uid));
            }
        }
        if (!Meta.terminating(owner.object())) {
            for (Stored orphan : dependents.objects(anchor(owner), image)) {
                if (!Meta.terminating(orphan.object()) && selector.matches(Meta.labels(orphan.object()))) {
                    writer.modify(orphan, "", object -> adopt(object, kind, owner.object()));
                }
            }
        }
        return claimed;
    }

    /** Whether a dependent waits to be adopted by the owner: then the owner makes no new ones yet. */
    boolean adopting(Stored owner, ClusterImage image) {
        LabelSelector selector = LabelSelector.read(owner.object().path("spec").path("selector"));
        return dependents.objects(anchor(owner), image).stream()
                .anyMatch(orphan -> !Meta.terminating(orphan.object()) && selector.matches(Meta.labels(orphan.object())));
    }

    private static void adopt(ObjectNode object, Kind kind, ObjectNode owner) {
        if (Meta.controllerUid(object).isEmpty()) {
            Fields.list(Meta.of(object), "ownerReferences").add(Meta.ownedBy(kind, owner));
        }
    }

    private static void release(ObjectNode object, String uid) {
        if (Meta.of(object).get("ownerReferences") instanceof ArrayNode references) {
            references.removeIf(reference -> Fields.text(reference, "uid").equals(uid));
            if (references.isEmpty()) {
                Meta.of(object).remove("ownerReferences");
            }
        }
    }
}
