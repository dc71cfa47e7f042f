package dev.glassplane.controller.node;

import dev.glassplane.controller.loop.Index;
import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What happens to pods because of their node: unready with it, evicted by its NoExecute taints, collected when it no longer exists
 * (kubernetes/kubernetes: pkg/controller/nodelifecycle, tainteviction, podgc).
 */
@Component
@Order(510)
public class NodePodsLoop extends ObjectLoop {

    /** How long a node may be missing before its pods are collected. */
    static final Duration MISSING_NODE_QUARANTINE = Duration.ofSeconds(40);

    private final Writer writer;
    private final EventRecorder events;
    private final Index<String> podsByNode = new Index<>("pods", stored -> List.of(Fields.text(stored.object().path("spec"), "nodeName")));
    private final Map<ObjectKey, Instant> orphanedSince = new HashMap<>();

    /** @param events gets NodeNotReady and TaintManagerEviction of pods */
    public NodePodsLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "node-pods";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> pods = new TreeSet<>();
        podsByNode.update(delta, image).forEach(change -> pods.add(change.key()));
        delta.touched().stream().filter(key -> key.resource().equals("nodes")).forEach(key -> pods.addAll(podsByNode.keys(key.name())));
        return pods;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored pod = image.object(key).orElse(null);
        String nodeName = pod == null ? "" : Fields.text(pod.object().path("spec"), "nodeName");
        if (nodeName.isEmpty()) {
            orphanedSince.remove(key);
            return Optional.empty();
        }
        Optional<Stored> node = image.object(new ObjectKey("nodes", "", nodeName));
        if (node.isEmpty()) {
            return collect(pod, now);
        }
        orphanedSince.remove(key);
        String ready = Conditions.status(node.get().object(), "Ready");
        if (!ready.isEmpty() && !ready.equals("True")) {
            unready(pod, now);
        }
        return evict(pod, node.get().object(), now);
    }

    /** A terminating pod goes at once: nobody else could end it. */
    private Optional<Instant> collect(Stored pod, Instant now) {
        Instant due = orphanedSince.computeIfAbsent(pod.key(), key -> now).plus(MISSING_NODE_QUARANTINE);
        if (due.isAfter(now) && !Meta.terminating(pod.object())) {
            return Optional.of(due);
        }
        writer.delete(pod, DeleteOptions.NOW);
        return Optional.empty();
    }

    private void unready(Stored pod, Instant now) {
        JsonNode condition = Conditions.find(pod.object(), "Ready").orElse(null);
        if (condition == null || !Fields.text(condition, "status").equals("True")) {
            return;
        }
        Condition wanted = new Condition("Ready", "False", Fields.text(condition, "reason"), Fields.text(condition, "message"));
        writer.modify(pod, "status", current -> Conditions.set(current, wanted, now, "lastProbeTime"));
        events.record(writer.kind("pods"), pod.object(), "node-controller", "", EventRecorder.WARNING, "NodeNotReady", "Node is not ready");
    }

    private Optional<Instant> evict(Stored pod, JsonNode node, Instant now) {
        if (Meta.terminating(pod.object()) || PodEviction.finished(pod.object())) {
            return Optional.empty();
        }
        Optional<Instant> deadline = PodEviction.deadline(node, pod.object(), now);
        if (deadline.isEmpty() || deadline.get().isAfter(now)) {
            return deadline;
        }
        events.record(writer.kind("pods"), pod.object(), "taint-eviction-controller", "", EventRecorder.NORMAL, "TaintManagerEviction",
                "Marking for deletion Pod " + pod.key().qualifiedName());
        writer.delete(pod, DeleteOptions.DEFAULT);
        return Optional.empty();
    }
}
