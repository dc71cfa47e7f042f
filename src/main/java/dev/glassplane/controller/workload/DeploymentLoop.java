package dev.glassplane.controller.workload;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Digests;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rolls pods from template to template by scaling ReplicaSets (kubernetes/kubernetes: pkg/controller/deployment). */
@Component
@Order(400)
public class DeploymentLoop extends ObjectLoop {

    private static final String COMPONENT = "deployment-controller";
    private static final String HASH_LABEL = "pod-template-hash";
    private static final String REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
    private static final String HISTORY_ANNOTATION = "deployment.kubernetes.io/revision-history";
    private static final String LAST_APPLIED_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int REVISIONS_KEPT = 10;
    private final Writer writer;
    private final EventRecorder events;
    private final OwnedPods sets = new OwnedPods("deployments.apps", "replicasets.apps");

    /** @param events gets ScalingReplicaSet */
    public DeploymentLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        return sets.concerned(delta, image);
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored deployment = image.object(key).orElse(null);
        if (deployment == null || Meta.terminating(deployment.object())) {
            return Optional.empty();
        }
        if (sets.adopting(deployment, image)) {
            sets.claim(deployment, writer.kind("deployments.apps"), writer, image);
            return Optional.empty();
        }
        List<Stored> owned = sets.claim(deployment, writer.kind("deployments.apps"), writer, image).stream()
                .sorted(Comparator.comparing((Stored set) -> Meta.created(set.object())).thenComparing(DeploymentLoop::revision)
                        .thenComparing(Stored::key)).toList();
        Optional<Stored> current = owned.stream().filter(set -> sameTemplate(deployment.object(), set.object())).findFirst();
        Rollout rollout = new Rollout(deployment.object(), current,
                owned.stream().filter(set -> current.isEmpty() || set != current.get()).toList());
        advance(deployment, rollout);
        writer.modify(deployment, "status",
                object -> DeploymentStatus.report(object, rollout, Meta.generation(deployment.object()), now));
        ObjectNode expected = deployment.object().deepCopy();
        DeploymentStatus.report(expected, rollout, Meta.generation(deployment.object()), now);
        if (DeploymentStatus.complete(expected, rollout)) {
            forget(deployment, rollout);
        }
        return DeploymentStatus.deadline(expected).filter(at -> at.isAfter(now));
    }

    private static boolean sameTemplate(JsonNode deployment, JsonNode set) {
        ObjectNode template = (ObjectNode) set.path("spec").path("template").deepCopy();
        if (template.path("metadata").path("labels") instanceof ObjectNode labels) {
            labels.remove(HASH_LABEL);
        }
        return Digests.canonical(template).equals(Digests.canonical(deployment.path("spec").path("template")));
    }

    private static long revision(Stored set) {
        String text = Meta.annotation(set.object(), REVISION_ANNOTATION);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private void advance(Stored deployment, Rollout rollout) {
        boolean paused = Fields.flag(deployment.object().path("spec"), "paused");
        rollout.newSet().ifPresent(set -> revise(deployment, set, rollout));
        if (paused || resized(rollout)) {
            scale(deployment, rollout, rollout.proportional());
            return;
        }
        if (rollout.recreate() && rollout.oldSets().stream().anyMatch(set -> Rollout.replicas(set) > 0)) {
            scale(deployment, rollout, Rollout.scaledTo(rollout.oldSets(), 0));
            return;
        }
        if (rollout.recreate() && rollout.oldSets().stream().anyMatch(DeploymentLoop::hasPods)) {
            return;
        }
        if (rollout.newSet().isEmpty()) {
            create(deployment, rollout);
            return;
        }
        scale(deployment, rollout, rollout.recreate()
                ? Rollout.scaledTo(List.of(rollout.newSet().get()), rollout.wanted()) : rollout.rollingStep());
    }

    private static boolean hasPods(Stored set) {
        return Fields.number(set.object().path("status"), "replicas", 0) > 0;
    }

    /** Whether the Deployment's size differs from the one that its active sets were made for. */
    private static boolean resized(Rollout rollout) {
        List<Stored> all = new ArrayList<>(rollout.oldSets());
        rollout.newSet().ifPresent(all::add);
        return all.stream().filter(set -> Rollout.replicas(set) > 0)
                .anyMatch(set -> Rollout.number(set, Rollout.DESIRED_ANNOTATION).filter(size -> size != rollout.wanted()).isPresent());
    }

    private void create(Stored deployment, Rollout rollout) {
        ObjectNode object = deployment.object();
        String hash = Digests.templateHash(object.path("spec").path("template"), Fields.number(object.path("status"), "collisionCount", 0));
        ObjectNode set = Meta.blank(writer.kind("replicasets.apps"), deployment.key().namespace());
        ObjectNode metadata = Meta.of(set).put("name", deployment.key().name() + "-" + hash);
        ObjectNode annotations = copiedAnnotations(object);
        annotations.put(Rollout.DESIRED_ANNOTATION, Integer.toString(rollout.wanted()));
        annotations.put(Rollout.MAX_ANNOTATION, Integer.toString(rollout.wanted() + rollout.maxSurge()));
        annotations.put(REVISION_ANNOTATION, Long.toString(nextRevision(rollout)));
        metadata.set("annotations", annotations);
        ObjectNode template = (ObjectNode) object.path("spec").path("template").deepCopy();
        Fields.child(Fields.child(template, "metadata"), "labels").put(HASH_LABEL, hash);
        metadata.set("labels", template.path("metadata").path("labels").deepCopy());
        metadata.putArray("ownerReferences").add(Meta.ownedBy(writer.kind("deployments.apps"), object));
        ObjectNode spec = set.putObject("spec");
        if (object.path("spec").has("minReadySeconds")) {
            spec.set("minReadySeconds", object.path("spec").get("minReadySeconds"));
        }
        int replicas = rollout.initial();
        spec.put("replicas", replicas);
        ObjectNode selector = (ObjectNode) object.path("spec").path("selector").deepCopy();
        Fields.child(selector, "matchLabels").put(HASH_LABEL, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        writer.create("replicasets.apps", set).ifPresent(created -> {
            if (replicas > 0) {
                tell(deployment, created.key().name(), 0, replicas);
            }
        });
        annotate(deployment, nextRevision(rollout));
    }

    private static long nextRevision(Rollout rollout) {
        return rollout.oldSets().stream().mapToLong(DeploymentLoop::revision).max().orElse(0) + 1;
    }

    private static ObjectNode copiedAnnotations(ObjectNode deployment) {
        ObjectNode annotations = Fields.object(Fields.strings(deployment.path("metadata"), "annotations"));
        for (String own : List.of(LAST_APPLIED_ANNOTATION, REVISION_ANNOTATION, HISTORY_ANNOTATION, Rollout.DESIRED_ANNOTATION,
                Rollout.MAX_ANNOTATION)) {
            annotations.remove(own);
        }
        return annotations;
    }

    /** Gives the current set the highest revision: after a rollback its older one goes into its history. */
    private void revise(Stored deployment, Stored set, Rollout rollout) {
        long revision = Math.max(nextRevision(rollout), revision(set));
        writer.modify(set, "", object -> {
            ObjectNode annotations = Fields.child(Meta.of(object), "annotations");
            copiedAnnotations(deployment.object()).properties().forEach(entry -> annotations.set(entry.getKey(), entry.getValue()));
            String before = Fields.text(annotations, REVISION_ANNOTATION);
            if (!before.equals(Long.toString(revision))) {
                String history = Fields.text(annotations, HISTORY_ANNOTATION);
                if (!before.isEmpty()) {
                    annotations.put(HISTORY_ANNOTATION, history.isEmpty() ? before : history + "," + before);
                }
                annotations.put(REVISION_ANNOTATION, Long.toString(revision));
            }
        });
        annotate(deployment, revision);
    }

    private void annotate(Stored deployment, long revision) {
        writer.modify(deployment, "", object ->
                Fields.child(Meta.of(object), "annotations").put(REVISION_ANNOTATION, Long.toString(revision)));
    }

    private void scale(Stored deployment, Rollout rollout, Map<Stored, Integer> sizes) {
        List<Stored> all = new ArrayList<>(rollout.oldSets());
        rollout.newSet().ifPresent(all::add);
        for (Stored set : all) {
            int size = sizes.getOrDefault(set, Rollout.replicas(set));
            boolean resized = writer.modify(set, "", object -> {
                Fields.child(object, "spec").put("replicas", size);
                if (size > 0) {
                    Fields.child(Meta.of(object), "annotations").put(Rollout.DESIRED_ANNOTATION, Integer.toString(rollout.wanted()))
                            .put(Rollout.MAX_ANNOTATION, Integer.toString(rollout.wanted() + rollout.maxSurge()));
                }
            });
            if (resized && size != Rollout.replicas(set)) {
                tell(deployment, set.key().name(), Rollout.replicas(set), size);
            }
        }
    }

    private void tell(Stored deployment, String set, int from, int to) {
        events.record(writer.kind("deployments.apps"), deployment.object(), COMPONENT, "", EventRecorder.NORMAL, "ScalingReplicaSet",
                "Scaled " + (to > from ? "up" : "down") + " replica set " + set + " from " + from + " to " + to);
    }

    /** Removes the oldest empty sets beyond {@code revisionHistoryLimit}. */
    private void forget(Stored deployment, Rollout rollout) {
        int kept = Fields.number(deployment.object().path("spec"), "revisionHistoryLimit", REVISIONS_KEPT);
        List<Stored> empty = rollout.oldSets().stream().filter(set -> Rollout.replicas(set) == 0 && !hasPods(set)
                && !Meta.terminating(set.object())).sorted(Comparator.comparing(DeploymentLoop::revision)).toList();
        empty.stream().limit(Math.max(0, empty.size() - kept)).forEach(set -> writer.delete(set, DeleteOptions.DEFAULT));
    }
}
