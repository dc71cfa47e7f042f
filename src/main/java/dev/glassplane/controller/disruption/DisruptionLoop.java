package dev.glassplane.controller.disruption;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.IntOrPercent;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the status of disruption budgets. */
@Component
@Order(460)
public class DisruptionLoop extends ObjectLoop {

    private static final String RESOURCE = "poddisruptionbudgets.policy";
    private static final String ALLOWED = "DisruptionAllowed";
    /** How long an evicted pod counts as going although it is still there. */
    private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);
    private static final Map<String, String> SCALED = Map.of("ReplicaSet", "replicasets.apps", "StatefulSet", "statefulsets.apps",
            "Deployment", "deployments.apps", "ReplicationController", "replicationcontrollers");

    private final Writer writer;

    /** Made once. */
    public DisruptionLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "disruption";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> budgets = touched(RESOURCE, delta, image);
        Set<String> namespaces = delta.touched().stream().filter(key -> key.resource().equals("pods") || SCALED.containsValue(key.resource()))
                .map(ObjectKey::namespace).collect(Collectors.toSet());
        if (!namespaces.isEmpty()) {
            image.all(RESOURCE).keySet().stream().filter(key -> namespaces.contains(key.namespace())).forEach(budgets::add);
        }
        return budgets;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored budget = image.object(key).orElse(null);
        if (budget == null) {
            return Optional.empty();
        }
        JsonNode spec = budget.object().path("spec");
        LabelSelector selector = LabelSelector.read(spec.path("selector"));
        List<Stored> pods = !spec.path("selector").isObject() ? List.of() : image.all("pods").values().stream()
                .filter(pod -> pod.key().namespace().equals(key.namespace()) && selector.matchesObject(pod.object()))
                .filter(pod -> !isOver(pod.object())).toList();
        Map<String, Instant> going = going(budget.object(), pods, now);
        int healthy = (int) pods.stream().filter(pod -> Conditions.holds(pod.object(), "Ready") && !Meta.terminating(pod.object())
                && !going.containsKey(pod.key().name())).count();
        int expected = expected(spec, pods, image);
        int desired = desired(spec, expected);
        writer.modify(budget, "status", object -> report(object, going, healthy, desired, expected, now));
        return going.values().stream().map(at -> at.plus(DELETION_TIMEOUT)).min(Comparator.naturalOrder());
    }

    private static boolean isOver(JsonNode pod) {
        return List.of("Succeeded", "Failed").contains(Fields.text(pod.path("status"), "phase"));
    }

    /** Pods that were evicted and are still there without a sign of going. */
    private static Map<String, Instant> going(JsonNode budget, List<Stored> pods, Instant now) {
        Set<String> standing = pods.stream().filter(pod -> !Meta.terminating(pod.object())).map(pod -> pod.key().name()).collect(Collectors.toSet());
        Map<String, Instant> going = new HashMap<>();
        budget.path("status").path("disruptedPods").properties().forEach(each -> {
            Instant at = Instant.parse(each.getValue().asString());
            if (standing.contains(each.getKey()) && at.plus(DELETION_TIMEOUT).isAfter(now)) {
                going.put(each.getKey(), at);
            }
        });
        return going;
    }

    /** With a share, or with what may be missing, the wanted replicas of the pods' controllers count; else the pods there are. */
    private static int expected(JsonNode spec, List<Stored> pods, ClusterImage image) {
        if (!spec.has("maxUnavailable") && !spec.path("minAvailable").isString()) {
            return pods.size();
        }
        int expected = 0;
        Set<String> counted = new HashSet<>();
        for (Stored pod : pods) {
            Optional<Stored> scaled = Meta.controller(pod.object()).flatMap(owner -> scaled(owner, pod.key().namespace(), image));
            if (scaled.isPresent() && counted.add(scaled.get().key().toString())) {
                expected += Fields.number(scaled.get().object().path("spec"), "replicas", 1);
            }
        }
        return expected;
    }

    /** The topmost controller that has replicas. */
    private static Optional<Stored> scaled(JsonNode owner, String namespace, ClusterImage image) {
        String resource = SCALED.get(Fields.text(owner, "kind"));
        if (resource == null) {
            return Optional.empty();
        }
        Optional<Stored> found = image.object(new ObjectKey(resource, namespace, Fields.text(owner, "name")));
        Optional<Stored> above = found.flatMap(each -> Meta.controller(each.object()).flatMap(next -> scaled(next, namespace, image)));
        return above.isPresent() ? above : found;
    }

    private static int desired(JsonNode spec, int expected) {
        if (spec.has("maxUnavailable")) {
            return Math.max(0, expected - IntOrPercent.resolve(spec.path("maxUnavailable"), "0", expected, true));
        }
        return IntOrPercent.resolve(spec.path("minAvailable"), "0", expected, true);
    }

    private static void report(ObjectNode object, Map<String, Instant> going, int healthy, int desired, int expected, Instant now) {
        int allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
        ObjectNode status = Fields.child(object, "status");
        status.put("currentHealthy", healthy).put("desiredHealthy", desired).put("disruptionsAllowed", allowed).put("expectedPods", expected)
                .put("observedGeneration", Meta.generation(object));
        status.remove("disruptedPods");
        if (!going.isEmpty()) {
            ObjectNode disrupted = status.putObject("disruptedPods");
            going.forEach((pod, at) -> disrupted.put(pod, Fields.time(at)));
        }
        Conditions.set(object, new Condition(ALLOWED, allowed > 0 ? "True" : "False", allowed > 0 ? "SufficientPods" : "InsufficientPods", ""), now, "");
        Conditions.find(object, ALLOWED).ifPresent(condition -> ((ObjectNode) condition).put("observedGeneration", Meta.generation(object)).put("message", ""));
    }
}
