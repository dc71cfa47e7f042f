package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds pods to nodes: the highest priority first, then in order of arrival. A pod that fits nowhere is tried again when a node changes or
 * a pod leaves. Pods with {@code spec.nodeName} are left alone.
 */
@Component
@Order(600)
public class SchedulerLoop implements ControlLoop {

    private static final Duration RETRY_DELAY = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
    private final Writer writer;
    private final EventRecorder events;
    private final ClusterState state = new ClusterState();
    /** Pods without a node, by arrival. */
    private final Map<ObjectKey, Long> waiting = new HashMap<>();
    private long arrivals;

    /** @param events gets Scheduled and FailedScheduling */
    public SchedulerLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-scheduler");
        this.events = events;
    }

    @Override
    public String name() {
        return "scheduler";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        Collection<ObjectKey> candidates = follow(delta, image);
        boolean refused = false;
        for (ObjectKey key : inOrder(candidates, image)) {
            refused |= !schedule(image.object(key).orElseThrow(), now);
        }
        return refused ? Optional.of(now.plus(RETRY_DELAY)) : Optional.empty();
    }

    /** Brings the picture up to date; returns the pods to try. */
    private Collection<ObjectKey> follow(ClusterDelta delta, ClusterImage image) {
        if (delta.full()) {
            state.clear();
            waiting.keySet().removeIf(key -> image.object(key).isEmpty());
        }
        Set<ObjectKey> touched = new TreeSet<>(Comparator.<ObjectKey>comparingLong(
                key -> image.object(key).map(stored -> stored.revision().value()).orElse(0L)).thenComparing(key -> key));
        touched.addAll(delta.full() ? image.all("nodes").keySet() : delta.touched());
        if (delta.full()) {
            touched.addAll(image.all("pods").keySet());
        }
        boolean roomier = delta.full() || delta.touched().isEmpty();
        for (ObjectKey key : touched) {
            switch (key.resource()) {
                case "nodes" -> {
                    state.node(key.name(), image.object(key).map(stored -> NodeView.of(stored.object())));
                    roomier = true;
                }
                case "pods" -> roomier |= pod(key, image.object(key));
                default -> { } // nothing to do with scheduling
            }
        }
        if (roomier) {
            return List.copyOf(waiting.keySet());
        }
        touched.retainAll(waiting.keySet());
        return touched;
    }

    /** @return whether a node has got more room */
    private boolean pod(ObjectKey key, Optional<Stored> stored) {
        if (stored.isEmpty() || PodView.finished(stored.get().object())) {
            waiting.remove(key);
            return state.remove(key);
        }
        ObjectNode pod = stored.get().object();
        String node = Fields.text(pod.path("spec"), "nodeName");
        if (!node.isEmpty()) {
            waiting.remove(key);
            state.assign(key, PodView.of(stored.get()), node);
        } else if (PodView.pending(pod)) {
            waiting.computeIfAbsent(key, k -> arrivals++);
        } else {
            waiting.remove(key);
        }
        return false;
    }

    private List<ObjectKey> inOrder(Collection<ObjectKey> keys, ClusterImage image) {
        return keys.stream().sorted(Comparator.<ObjectKey>comparingInt(key -> -priority(image.object(key)))
                .thenComparing(waiting::get)).toList();
    }

    private static int priority(Optional<Stored> pod) {
        return pod.map(stored -> PodView.priority(stored.object().path("spec"))).orElse(0);
    }

    /** @return false if the registry refused the write */
    private boolean schedule(Stored stored, Instant now) {
        PodView pod = PodView.of(stored);
        try {
            switch (Placement.decide(pod, state)) {
                case Decision.Placed placed -> bind(stored, pod, placed.node());
                case Decision.Unschedulable no -> {
                    events.record(writer.kind("pods"), stored.object(), "default-scheduler", "", EventRecorder.WARNING, "FailedScheduling",
                            no.message());
                    writer.modify(stored, "status", current -> Conditions.set(current,
                            new Condition("PodScheduled", "False", "Unschedulable", no.message()), now, "lastProbeTime"));
                }
            }
            return true;
        } catch (ApiException e) {
            LOG.warn("scheduler: {} could not be bound, next try in {} s: {}", stored.key(), RETRY_DELAY.toSeconds(), e.getMessage());
            return false;
        }
    }

    private void bind(Stored stored, PodView pod, String node) {
        writer.modify(stored, "binding", current -> Fields.child(current, "spec").put("nodeName", node));
        waiting.remove(stored.key());
        state.assign(stored.key(), pod, node);
        events.record(writer.kind("pods"), stored.object(), "default-scheduler", "", EventRecorder.NORMAL, "Scheduled",
                "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + node);
    }
}
