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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps one pod on every node that fits; the scheduler binds it, pinned by node affinity (kubernetes/kubernetes: pkg/controller/daemon). */
@Component
@Order(430)
public class DaemonSetLoop extends ObjectLoop {

    private static final String COMPONENT = "daemonset-controller";
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private final Writer writer;
    private final EventRecorder events;
    private final OwnedPods pods = new OwnedPods("daemonsets.apps", "pods");
    private final Map<ObjectKey, NodeFacts> nodes = new HashMap<>();

    /** What decides whether daemon pods run on a node. */
    private record NodeFacts(JsonNode labels, JsonNode taints) {}

    /** @param events gets SuccessfulCreate and SuccessfulDelete */
    public DaemonSetLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "daemonset";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> sets = new TreeSet<>(pods.concerned(delta, image));
        boolean changed = false;
        for (ObjectKey key : touched("nodes", delta, image)) {
            NodeFacts now = image.object(key).map(node -> new NodeFacts(node.object().path("metadata").path("labels"),
                    node.object().path("spec").path("taints"))).orElse(null);
            changed |= !java.util.Objects.equals(now, now == null ? nodes.remove(key) : nodes.put(key, now));
        }
        if (changed) {
            sets.addAll(image.all("daemonsets.apps").keySet());
        }
        return sets;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored set = image.object(key).orElse(null);
        if (set == null || Meta.terminating(set.object())) {
            return Optional.empty();
        }
        String revision = Digests.templateHash(set.object().path("spec").path("template"),
                Fields.number(set.object().path("status"), "collisionCount", 0));
        Map<String, DaemonPods.Fit> fits = new TreeMap<>();
        DaemonPods.Demands demands = DaemonPods.Demands.of(set.object());
        image.all("nodes").forEach((node, stored) -> fits.put(node.name(), demands.fit(stored.object())));
        List<Stored> owned = pods.claim(set, writer.kind("daemonsets.apps"), writer, image);
        DaemonSetPlan plan = DaemonSetPlan.of(set.object(), revision, fits, owned, now);
        for (Stored pod : plan.delete()) {
            writer.delete(pod, DeleteOptions.DEFAULT);
            tell(set, "SuccessfulDelete", "Deleted pod: " + pod.key().name());
        }
        for (String node : plan.create()) {
            writer.create("pods", pod(set.object(), node, revision))
                    .ifPresent(created -> tell(set, "SuccessfulCreate", "Created pod: " + created.key().name()));
        }
        report(set, owned, fits, revision, now);
        int minReadySeconds = Fields.number(set.object().path("spec"), "minReadySeconds", 0);
        return owned.stream().flatMap(pod -> Pods.availableAt(pod.object(), minReadySeconds).stream())
                .filter(at -> at.isAfter(now)).min(Comparator.naturalOrder());
    }

    private ObjectNode pod(ObjectNode set, String node, String revision) {
        ObjectNode pod = Pods.fromTemplate(writer.kind("pods"), writer.kind("daemonsets.apps"), set);
        ObjectNode metadata = Meta.of(pod).put("generateName", Meta.name(set) + "-");
        ObjectNode labels = Fields.child(metadata, "labels").put(DaemonSetPlan.REVISION_LABEL, revision);
        String generation = Meta.annotation(set, TEMPLATE_GENERATION);
        if (!generation.isEmpty()) {
            labels.put("pod-template-generation", generation);
        }
        ObjectNode spec = Fields.child(pod, "spec");
        DaemonPods.tolerate(spec);
        DaemonPods.pin(spec, node);
        return pod;
    }

    private void report(Stored set, List<Stored> owned, Map<String, DaemonPods.Fit> fits, String revision, Instant now) {
        int minReadySeconds = Fields.number(set.object().path("spec"), "minReadySeconds", 0);
        Map<String, List<JsonNode>> byNode = new TreeMap<>();
        owned.stream().map(Stored::object).filter(pod -> !Meta.terminating(pod))
                .forEach(pod -> byNode.computeIfAbsent(DaemonPods.node(pod), node -> new java.util.ArrayList<>()).add(pod));
        int desired = 0;
        int current = 0;
        int misscheduled = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (var entry : fits.entrySet()) {
            List<JsonNode> here = byNode.getOrDefault(entry.getKey(), List.of());
            if (!entry.getValue().shouldRun()) {
                misscheduled += here.isEmpty() ? 0 : 1;
                continue;
            }
            desired++;
            current += here.isEmpty() ? 0 : 1;
            ready += here.stream().anyMatch(Pods::ready) ? 1 : 0;
            available += here.stream().anyMatch(pod -> Pods.available(pod, minReadySeconds, now)) ? 1 : 0;
            updated += here.stream().anyMatch(pod -> Meta.label(pod, DaemonSetPlan.REVISION_LABEL).equals(revision)) ? 1 : 0;
        }
        int[] numbers = {current, misscheduled, desired, ready, updated, available, desired - available};
        int generation = Meta.generation(set.object());
        writer.modify(set, "status", object -> {
            ObjectNode status = Fields.child(object, "status");
            status.put("currentNumberScheduled", numbers[0]);
            status.put("desiredNumberScheduled", numbers[2]);
            ReplicaSetLoop.put(status, "numberAvailable", numbers[5]);
            status.put("numberMisscheduled", numbers[1]);
            status.put("numberReady", numbers[3]);
            ReplicaSetLoop.put(status, "numberUnavailable", numbers[6]);
            ReplicaSetLoop.put(status, "observedGeneration", generation);
            ReplicaSetLoop.put(status, "updatedNumberScheduled", numbers[4]);
        });
    }

    private void tell(Stored set, String reason, String message) {
        events.record(writer.kind("daemonsets.apps"), set.object(), COMPONENT, "", EventRecorder.NORMAL, reason, message);
    }
}
