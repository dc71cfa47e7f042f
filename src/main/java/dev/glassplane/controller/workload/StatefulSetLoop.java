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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps numbered pods (kubernetes/kubernetes: pkg/controller/statefulset). There are no ControllerRevisions: a pod below the partition that
 * has to be made again gets the current template.
 */
@Component
@Order(420)
public class StatefulSetLoop extends ObjectLoop {

    private static final String COMPONENT = "statefulset-controller";
    private final Writer writer;
    private final EventRecorder events;
    private final OwnedPods pods = new OwnedPods("statefulsets.apps", "pods");

    /** @param events gets SuccessfulCreate and SuccessfulDelete */
    public StatefulSetLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "statefulset";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        return pods.concerned(delta, image);
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored set = image.object(key).orElse(null);
        if (set == null || Meta.terminating(set.object())) {
            return Optional.empty();
        }
        String revision = key.name() + "-" + Digests.templateHash(set.object().path("spec").path("template"),
                Fields.number(set.object().path("status"), "collisionCount", 0));
        List<Stored> owned = pods.claim(set, writer.kind("statefulsets.apps"), writer, image);
        StatefulSetPlan plan = StatefulSetPlan.of(set.object(), revision, owned, now);
        for (Stored pod : plan.delete()) {
            writer.delete(pod, DeleteOptions.DEFAULT);
            tell(set, "SuccessfulDelete", "delete Pod " + pod.key().name() + " in StatefulSet " + key.name() + " successful");
        }
        for (int ordinal : plan.create()) {
            writer.create("pods", pod(set.object(), ordinal, revision)).ifPresent(created -> tell(set, "SuccessfulCreate",
                    "create Pod " + created.key().name() + " in StatefulSet " + key.name() + " successful"));
        }
        report(set, owned, revision, now);
        int minReadySeconds = Fields.number(set.object().path("spec"), "minReadySeconds", 0);
        return owned.stream().flatMap(pod -> Pods.availableAt(pod.object(), minReadySeconds).stream())
                .filter(at -> at.isAfter(now)).min(Comparator.naturalOrder());
    }

    private ObjectNode pod(ObjectNode set, int ordinal, String revision) {
        ObjectNode pod = Pods.fromTemplate(writer.kind("pods"), writer.kind("statefulsets.apps"), set);
        String name = Meta.name(set) + "-" + ordinal;
        ObjectNode metadata = Meta.of(pod).put("name", name);
        Fields.child(metadata, "labels").put("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                .put(StatefulSetPlan.REVISION_LABEL, revision).put("statefulset.kubernetes.io/pod-name", name);
        ObjectNode spec = Fields.child(pod, "spec");
        spec.put("hostname", name);
        String service = Fields.text(set.path("spec"), "serviceName");
        if (!service.isEmpty()) {
            spec.put("subdomain", service);
        }
        Fields.each(set.path("spec"), "volumeClaimTemplates").map(Meta::name).forEach(claim -> {
            Fields.list(spec, "volumes").removeIf(volume -> Fields.text(volume, "name").equals(claim));
            Fields.list(spec, "volumes").addObject().put("name", claim)
                    .putObject("persistentVolumeClaim").put("claimName", claim + "-" + name);
        });
        return pod;
    }

    private void report(Stored set, List<Stored> owned, String revision, Instant now) {
        int minReadySeconds = Fields.number(set.object().path("spec"), "minReadySeconds", 0);
        List<Stored> members = owned.stream().filter(pod -> StatefulSetPlan.ordinal(set.key().name(), pod.key().name()) >= 0).toList();
        long ready = members.stream().filter(pod -> Pods.ready(pod.object()) && !Meta.terminating(pod.object())).count();
        long available = members.stream().filter(pod -> !Meta.terminating(pod.object())
                && Pods.available(pod.object(), minReadySeconds, now)).count();
        int generation = Meta.generation(set.object());
        writer.modify(set, "status", object -> {
            ObjectNode status = Fields.child(object, "status");
            String currentRevision = Fields.text(status, "currentRevision");
            boolean done = ready == StatefulSetPlan.replicas(object) && with(members, revision) == members.size();
            if (currentRevision.isEmpty() || done) {
                currentRevision = revision;
            }
            status.put("availableReplicas", (int) available);
            status.put("collisionCount", Fields.number(status, "collisionCount", 0));
            ReplicaSetLoop.put(status, "currentReplicas", with(members, currentRevision));
            status.put("currentRevision", currentRevision);
            ReplicaSetLoop.put(status, "observedGeneration", generation);
            ReplicaSetLoop.put(status, "readyReplicas", (int) ready);
            status.put("replicas", members.size());
            status.put("updateRevision", revision);
            ReplicaSetLoop.put(status, "updatedReplicas", with(members, revision));
        });
    }

    private static int with(List<Stored> pods, String revision) {
        return (int) pods.stream().filter(pod -> Meta.label(pod.object(), StatefulSetPlan.REVISION_LABEL).equals(revision)
                && !Meta.terminating(pod.object())).count();
    }

    private void tell(Stored set, String reason, String message) {
        events.record(writer.kind("statefulsets.apps"), set.object(), COMPONENT, "", EventRecorder.NORMAL, reason, message);
    }
}
