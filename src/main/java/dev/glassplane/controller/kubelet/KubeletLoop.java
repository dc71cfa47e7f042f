package dev.glassplane.controller.kubelet;

import dev.glassplane.controller.loop.Index;
import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kubelets of all nodes. A pod is treated when it or its node changes; the kubelet of a node that is missing, has no address or is not
 * Ready does nothing.
 */
@Component
@Order(800)
public class KubeletLoop extends ObjectLoop {

    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");
    private final Writer writer;
    private final Duration readyDelay;
    private final Duration terminationDelay;
    private final Index<String> podsByNode = new Index<>("pods", stored -> List.of(Fields.text(stored.object().path("spec"), "nodeName")));

    /**
     * @param readyDelay       from a pod's start until it is Ready
     * @param terminationDelay how long a terminating pod lingers, at most its grace period
     */
    public KubeletLoop(Objects objects, Kinds kinds, @Value("${glassplane.kubelet.ready-delay:0s}") Duration readyDelay,
                       @Value("${glassplane.kubelet.termination-delay:0s}") Duration terminationDelay) {
        this.writer = new Writer(objects, kinds, "kubelet");
        this.readyDelay = readyDelay;
        this.terminationDelay = terminationDelay;
    }

    @Override
    public String name() {
        return "kubelet";
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
        Stored stored = image.object(key).orElse(null);
        if (stored == null) {
            return Optional.empty();
        }
        ObjectNode pod = stored.object();
        Optional<Stored> node = image.object(new ObjectKey("nodes", "", Fields.text(pod.path("spec"), "nodeName")));
        List<String> nodeIps = node.map(found -> internalIps(found.object())).orElse(List.of());
        if (nodeIps.isEmpty() || !Conditions.holds(node.get().object(), "Ready")) {
            return Optional.empty();
        }
        if (Meta.terminating(pod)) {
            return terminate(stored, now);
        }
        if (FINISHED.contains(Fields.text(pod.path("status"), "phase"))) {
            return Optional.empty();
        }
        if (PodStatus.recorded(pod)) {
            writer.modify(stored, "status", current -> PodStatus.probe(current, now));
            return Optional.empty();
        }
        AtomicReference<Optional<Instant>> next = new AtomicReference<>(Optional.empty());
        writer.modify(stored, "status", current -> next.set(PodStatus.advance(current, nodeIps, now, readyDelay)));
        return next.get();
    }

    /** Removes the pod once its containers have had their time to stop. */
    private Optional<Instant> terminate(Stored stored, Instant now) {
        JsonNode metadata = stored.object().path("metadata");
        Instant deadline = Fields.time(metadata, "deletionTimestamp").orElse(now);
        Duration grace = Duration.ofSeconds(Fields.number(metadata, "deletionGracePeriodSeconds", 0));
        Instant gone = deadline.minus(grace).plus(terminationDelay.compareTo(grace) < 0 ? terminationDelay : grace);
        if (gone.isAfter(now)) {
            return Optional.of(gone);
        }
        if (!grace.isZero() || metadata.path("finalizers").isEmpty()) {
            writer.delete(stored, DeleteOptions.NOW);
        }
        return Optional.empty();
    }

    private static List<String> internalIps(JsonNode node) {
        return Fields.each(node.path("status"), "addresses").filter(address -> Fields.text(address, "type").equals("InternalIP"))
                .map(address -> Fields.text(address, "address")).toList();
    }
}
