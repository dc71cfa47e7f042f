package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions of pods that wait for the health of a target ({@code pkg/targetgroupbinding/resource_manager.go}). */
final class ReadinessGates {

    /** Prefix of the condition type; the name of the TargetGroupBinding follows. */
    static final String PREFIX = "target-health.elbv2.k8s.aws/";
    private static final TargetHealth REGISTERING = new TargetHealth(TargetHealth.State.INITIAL, "Elb.RegistrationInProgress", "Target registration is in progress");
    private static final TargetHealth DELETED = new TargetHealth(TargetHealth.State.HEALTHY, "", "Target Group Binding is deleted");

    private final Objects objects;
    private final Kinds kinds;
    private final SortedSet<ObjectKey> gated = new TreeSet<>();

    ReadinessGates(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    /** Keeps in mind which pods have such gates. */
    void see(ClusterDelta delta, ClusterImage image) {
        if (delta.full()) {
            gated.clear();
            image.all("pods").values().stream().filter(pod -> gates(pod.object()).findAny().isPresent()).map(Stored::key).forEach(gated::add);
        }
        delta.touched().stream().filter(key -> key.resource().equals("pods")).forEach(key -> {
            if (image.object(key).filter(pod -> gates(pod.object()).findAny().isPresent()).isPresent()) {
                gated.add(key);
            } else {
                gated.remove(key);
            }
        });
    }

    private static java.util.stream.Stream<String> gates(JsonNode pod) {
        return pod.path("spec").path("readinessGates").valueStream().map(gate -> gate.path("conditionType").stringValue("")).filter(type -> type.startsWith(PREFIX));
    }

    /** Writes the conditions that differ from the targets' health. */
    void write(Map<Binding, List<TargetEntry>> targets, ClusterImage image, Instant now) {
        Map<ObjectKey, List<TargetEntry>> byBinding = new HashMap<>();
        targets.forEach((binding, entries) -> byBinding.put(binding.key(), entries));
        for (ObjectKey key : List.copyOf(gated)) {
            JsonNode pod = image.object(key).<JsonNode>map(Stored::object).orElseThrow();
            Map<String, TargetHealth> wanted = new HashMap<>();
            gates(pod).forEach(type -> health(key, type.substring(PREFIX.length()), byBinding).filter(health -> !shown(pod, type, health))
                    .ifPresent(health -> wanted.put(type, health)));
            if (!wanted.isEmpty()) {
                objects.modify(kinds.named("pods"), key.namespace(), key.name(), "status", object -> {
                    wanted.forEach((type, health) -> set(object, type, health, now));
                    return object;
                });
            }
        }
    }

    private static Optional<TargetHealth> health(ObjectKey pod, String binding, Map<ObjectKey, List<TargetEntry>> byBinding) {
        List<TargetEntry> entries = byBinding.get(new ObjectKey(Binding.RESOURCE, pod.namespace(), binding));
        if (entries == null) {
            return Optional.of(DELETED);
        }
        String name = pod.namespace() + "/" + pod.name();
        return entries.stream().filter(entry -> entry.target().pod().equals(name)).map(TargetEntry::health).findFirst()
                .map(health -> health.state() == TargetHealth.State.INITIAL && health.reason().isEmpty() ? REGISTERING : health);
    }

    private static String status(TargetHealth health) {
        return health.state() == TargetHealth.State.HEALTHY ? "True" : "False";
    }

    private static boolean shown(JsonNode pod, String type, TargetHealth health) {
        return pod.path("status").path("conditions").valueStream().anyMatch(condition -> condition.path("type").stringValue("").equals(type)
                && condition.path("status").stringValue("").equals(status(health)) && condition.path("reason").stringValue("").equals(health.reason())
                && condition.path("message").stringValue("").equals(health.description()));
    }

    private static void set(ObjectNode pod, String type, TargetHealth health, Instant now) {
        var conditions = pod.withObject("/status").withArray("conditions");
        ObjectNode condition = conditions.valueStream().filter(each -> each.path("type").stringValue("").equals(type)).map(ObjectNode.class::cast).findFirst()
                .orElseGet(() -> conditions.addObject().put("type", type));
        if (!condition.path("status").stringValue("").equals(status(health))) {
            condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        condition.put("status", status(health)).remove("reason");
        condition.remove("message");
        if (!health.reason().isEmpty()) {
            condition.put("reason", health.reason());
        }
        if (!health.description().isEmpty()) {
            condition.put("message", health.description());
        }
    }
}
