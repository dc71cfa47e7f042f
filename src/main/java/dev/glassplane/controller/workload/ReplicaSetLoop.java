package dev.glassplane.controller.workload;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Keeps as many pods of a template as wanted (kubernetes/kubernetes: pkg/controller/replicaset). */
@Component
@Order(410)
public class ReplicaSetLoop extends ObjectLoop {

    private static final String COMPONENT = "replicaset-controller";
    /** Pods made or deleted at most in one run. */
    private static final int BURST_MAX = 500;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(15);
    private final Writer writer;
    private final EventRecorder events;
    private final OwnedPods pods = new OwnedPods("replicasets.apps", "pods");

    /** @param events gets SuccessfulCreate, SuccessfulDelete and FailedCreate */
    public ReplicaSetLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "replicaset";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        return pods.concerned(delta, image);
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored set = image.object(key).orElse(null);
        if (set == null) {
            return Optional.empty();
        }
        boolean adopting = !Meta.terminating(set.object()) && pods.adopting(set, image);
        List<Stored> active = pods.claim(set, writer.kind("replicasets.apps"), writer, image).stream()
                .filter(pod -> Pods.active(pod.object())).toList();
        int wanted = Fields.number(set.object().path("spec"), "replicas", 1);
        Optional<String> failure = Optional.empty();
        if (!Meta.terminating(set.object()) && !adopting) {
            failure = scale(set, active, wanted);
        }
        Optional<Instant> later = report(set, active, wanted, failure, now);
        return failure.isPresent() ? Optional.of(now.plus(RETRY_DELAY)) : later;
    }

    /** @return why pods could not be made */
    private Optional<String> scale(Stored set, List<Stored> active, int wanted) {
        if (active.size() < wanted) {
            return create(set, Math.min(BURST_MAX, wanted - active.size()));
        }
        Map<String, Integer> peers = new HashMap<>();
        active.forEach(pod -> peers.merge(Pods.nodeName(pod.object()), 1, Integer::sum));
        active.stream().sorted(Comparator.comparing(Stored::object, Pods.deletionOrder(peers)))
                .limit(Math.min(BURST_MAX, active.size() - wanted)).forEach(pod -> {
                    writer.delete(pod, DeleteOptions.DEFAULT);
                    tell(set, EventRecorder.NORMAL, "SuccessfulDelete", "Deleted pod: " + pod.key().name());
                });
        return Optional.empty();
    }

    private Optional<String> create(Stored set, int number) {
        for (int i = 0; i < number; i++) {
            ObjectNode pod = Pods.fromTemplate(writer.kind("pods"), writer.kind("replicasets.apps"), set.object());
            Meta.of(pod).put("generateName", set.key().name() + "-");
            try {
                writer.create("pods", pod).ifPresent(created ->
                        tell(set, EventRecorder.NORMAL, "SuccessfulCreate", "Created pod: " + created.key().name()));
            } catch (ApiException e) {
                tell(set, EventRecorder.WARNING, "FailedCreate", "Error creating: " + e.getMessage());
                return Optional.of(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> report(Stored set, List<Stored> active, int wanted, Optional<String> failure, Instant now) {
        int minReadySeconds = Fields.number(set.object().path("spec"), "minReadySeconds", 0);
        Map<String, String> labels = Meta.labels(set.object().path("spec").path("template"));
        int labelled = count(active, pod -> Meta.labels(pod).entrySet().containsAll(labels.entrySet()));
        int ready = count(active, Pods::ready);
        int available = count(active, pod -> Pods.available(pod, minReadySeconds, now));
        int generation = Meta.generation(set.object());
        writer.modify(set, "status", object -> {
            ObjectNode status = Fields.child(object, "status");
            put(status, "availableReplicas", available);
            put(status, "fullyLabeledReplicas", labelled);
            put(status, "observedGeneration", generation);
            put(status, "readyReplicas", ready);
            status.put("replicas", active.size());
            failure.ifPresentOrElse(text -> Conditions.set(object, new Condition("ReplicaFailure", "True", "FailedCreate", text), now, ""),
                    () -> Conditions.remove(object, "ReplicaFailure"));
        });
        return active.stream().flatMap(pod -> Pods.availableAt(pod.object(), minReadySeconds).stream())
                .filter(at -> at.isAfter(now)).min(Comparator.naturalOrder());
    }

    private static int count(List<Stored> pods, java.util.function.Predicate<ObjectNode> test) {
        return (int) pods.stream().filter(pod -> test.test(pod.object())).count();
    }

    /** Counters of zero are left out, as Go's omitempty does. */
    static void put(ObjectNode status, String field, int number) {
        if (number == 0) {
            status.remove(field);
        } else {
            status.put(field, number);
        }
    }

    private void tell(Stored set, String type, String reason, String message) {
        events.record(writer.kind("replicasets.apps"), set.object(), COMPONENT, "", type, reason, message);
    }
}
