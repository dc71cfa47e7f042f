package dev.glassplane.controller.kubelet;

import dev.glassplane.controller.kubelet.Containers.Stage;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status that kubelet gives a bound pod, as a function of the pod, its node's addresses and the time (kubernetes/kubernetes:
 * pkg/kubelet/status/generate.go).
 */
final class PodStatus {

    /** {@code "false"} makes the readiness probes of the pod fail. */
    static final String READY_ANNOTATION = "glassplane.dev/ready";
    /** {@code Succeeded} or {@code Failed} ends the pod's containers. */
    static final String PHASE_ANNOTATION = "glassplane.dev/phase";

    private PodStatus() {}

    /** Whether the status was written by somebody who knows more than kubelet: a recorded cluster. It is then left as it is. */
    static boolean recorded(JsonNode pod) {
        boolean statuses = !pod.path("status").path("containerStatuses").isEmpty();
        return statuses ? !Containers.own(pod) : Conditions.find(pod, "Ready").isPresent();
    }

    /** The one thing that still moves in a recorded status: readiness, if the annotation says {@code "true"} or {@code "false"}. */
    static void probe(ObjectNode pod, Instant now) {
        String annotation = Meta.annotation(pod, READY_ANNOTATION);
        if (annotation.equals("true") || annotation.equals("false")) {
            Condition containers = containersReady(pod, Stage.RUNNING, annotation.equals("true"));
            set(pod, readyCondition(pod, containers), now);
            set(pod, containers, now);
        }
    }

    /**
     * Brings {@code status} to where it should be now.
     *
     * @param nodeIps    InternalIPs of the node, not empty
     * @param readyDelay from start to ready
     * @return when it will change by itself
     */
    static Optional<Instant> advance(ObjectNode pod, List<String> nodeIps, Instant now, Duration readyDelay) {
        ObjectNode status = Fields.child(pod, "status");
        boolean hostNetwork = Fields.flag(pod.path("spec"), "hostNetwork");
        if (Fields.text(status, "startTime").isEmpty()) {
            status.put("startTime", Fields.time(now));
        }
        status.put("hostIP", nodeIps.getFirst());
        ips(Fields.list(status, "hostIPs"), nodeIps);
        if (hostNetwork && podIps(status).isEmpty()) {
            status.put("podIP", nodeIps.getFirst());
            ips(Fields.list(status, "podIPs"), nodeIps);
        }
        if (Fields.text(status, "qosClass").isEmpty()) {
            status.put("qosClass", qosClass(pod.path("spec")));
        }
        if (podIps(status).isEmpty()) {
            status.put("phase", "Pending");
            Containers.put(pod, Stage.CREATING, false, now);
            conditions(pod, Stage.CREATING, false, now);
            return Optional.empty();
        }
        return run(pod, status, now, readyDelay);
    }

    private static Optional<Instant> run(ObjectNode pod, ObjectNode status, Instant now, Duration readyDelay) {
        Stage stage = switch (Meta.annotation(pod, PHASE_ANNOTATION)) {
            case "Succeeded" -> Stage.SUCCEEDED;
            case "Failed" -> Stage.FAILED;
            default -> Stage.RUNNING;
        };
        status.put("phase", switch (stage) {
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case CREATING, RUNNING -> "Running";
        });
        Instant readyAt = started(status).orElse(now).plus(readyDelay);
        boolean healthy = !Meta.annotation(pod, READY_ANNOTATION).equals("false");
        boolean ready = stage == Stage.RUNNING && healthy && !readyAt.isAfter(now);
        Containers.put(pod, stage, ready, now);
        conditions(pod, stage, ready, now);
        return stage == Stage.RUNNING && healthy && !ready ? Optional.of(readyAt) : Optional.empty();
    }

    private static Optional<Instant> started(JsonNode status) {
        return Fields.each(status, "containerStatuses")
                .flatMap(entry -> Fields.time(entry.path("state").path("running"), "startedAt").stream()).findFirst();
    }

    private static List<JsonNode> podIps(JsonNode status) {
        List<JsonNode> ips = Fields.each(status, "podIPs").toList();
        return ips.isEmpty() && !Fields.text(status, "podIP").isEmpty() ? List.of(status.path("podIP")) : ips;
    }

    private static void ips(ArrayNode list, List<String> ips) {
        list.removeAll();
        ips.forEach(ip -> list.addObject().put("ip", ip));
    }

    private static void conditions(ObjectNode pod, Stage stage, boolean ready, Instant now) {
        boolean done = stage == Stage.SUCCEEDED || stage == Stage.FAILED;
        set(pod, Condition.of("PodReadyToStartContainers", stage == Stage.RUNNING), now);
        set(pod, initialized(pod, stage, done), now);
        Condition containers = containersReady(pod, stage, ready);
        set(pod, readyCondition(pod, containers), now);
        set(pod, containers, now);
        set(pod, Condition.of("PodScheduled", true), now);
    }

    private static Condition initialized(ObjectNode pod, Stage stage, boolean done) {
        List<String> init = names(pod, "initContainers");
        if (stage == Stage.CREATING && !init.isEmpty()) {
            return new Condition("Initialized", "False", "ContainersNotInitialized", "containers with incomplete status: " + list(init));
        }
        return new Condition("Initialized", "True", done && stage == Stage.SUCCEEDED ? "PodCompleted" : "", "");
    }

    private static Condition containersReady(ObjectNode pod, Stage stage, boolean ready) {
        if (ready) {
            return Condition.of("ContainersReady", true);
        }
        return switch (stage) {
            case SUCCEEDED -> new Condition("ContainersReady", "False", "PodCompleted", "");
            case FAILED -> new Condition("ContainersReady", "False", "PodFailed", "");
            case CREATING, RUNNING -> new Condition("ContainersReady", "False", "ContainersNotReady",
                    "containers with unready status: " + list(names(pod, "containers")));
        };
    }

    /** Ready is ContainersReady and all readiness gates. */
    private static Condition readyCondition(ObjectNode pod, Condition containers) {
        if (!containers.status().equals("True")) {
            return new Condition("Ready", "False", containers.reason(), containers.message());
        }
        String missing = Fields.each(pod.path("spec"), "readinessGates").map(gate -> Fields.text(gate, "conditionType"))
                .flatMap(type -> Conditions.find(pod, type)
                        .map(condition -> Fields.text(condition, "status").equals("True") ? Optional.<String>empty()
                                : Optional.of("the status of pod readiness gate \"" + type + "\" is not \"True\", but "
                                + Fields.text(condition, "status")))
                        .orElse(Optional.of("corresponding condition of pod readiness gate \"" + type + "\" does not exist.")).stream())
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Condition.of("Ready", true) : new Condition("Ready", "False", "ReadinessGatesNotReady", missing);
    }

    private static void set(ObjectNode pod, Condition condition, Instant now) {
        Conditions.set(pod, condition, now, "lastProbeTime");
    }

    private static List<String> names(JsonNode pod, String field) {
        return Fields.each(pod.path("spec"), field).map(container -> Fields.text(container, "name")).toList();
    }

    private static String list(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    /** The API sets it at creation; this is for pods that came without (kubernetes/kubernetes: pkg/apis/core/v1/helper/qos/qos.go). */
    private static String qosClass(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (JsonNode container : Fields.each(spec, "containers").toList()) {
            JsonNode limits = container.path("resources").path("limits");
            JsonNode requests = container.path("resources").path("requests");
            any |= !limits.isEmpty() || !requests.isEmpty();
            for (String resource : List.of("cpu", "memory")) {
                guaranteed &= limits.has(resource) && (!requests.has(resource) || requests.get(resource).equals(limits.get(resource)));
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
