package dev.glassplane.apiserver.table;

import static dev.glassplane.apiserver.table.Cells.NONE;
import static dev.glassplane.apiserver.table.Cells.number;
import static dev.glassplane.apiserver.table.Cells.text;
import static dev.glassplane.apiserver.table.Cells.textOr;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pods. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion/printers.go}, {@code printPod}. */
final class PodTable {

    private PodTable() {}

    static KindTable table() {
        List<Column> columns = List.of(Column.NAME,
                Column.text("Ready", "Ready containers out of all containers."),
                Column.text("Status", "What the pod is doing: its phase or, if it says more, a container's reason."),
                Column.text("Restarts", "How often the containers were restarted, and when last."),
                Column.AGE,
                Column.wide("IP", "First address of the pod."),
                Column.wide("Node", "Node that the pod is bound to."),
                Column.wide("Nominated Node", "Node on which preemption makes room for the pod."),
                Column.wide("Readiness Gates", "Readiness gates that hold, out of all."));
        return new KindTable(columns, PodTable::print, PodTable::conditions);
    }

    private static void print(ObjectNode pod, Instant now, ArrayNode cells) {
        JsonNode status = pod.path("status");
        Summary summary = new Summary(pod);
        cells.add(Cells.name(pod));
        cells.add(summary.ready + "/" + summary.total);
        cells.add(summary.reason);
        cells.add(summary.restarts == 0 || summary.lastRestart.isEmpty() ? Long.toString(summary.restarts)
                : summary.restarts + " (" + Ages.since(JsonNodeFactory.instance.stringNode(summary.lastRestart), now) + " ago)");
        cells.add(Cells.age(pod, now));
        cells.add(textOr(status.path("podIPs").path(0).path("ip"), textOr(status.path("podIP"), NONE)));
        cells.add(textOr(pod.path("spec").path("nodeName"), NONE));
        cells.add(textOr(status.path("nominatedNodeName"), NONE));
        cells.add(gates(pod));
    }

    private static String gates(ObjectNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return NONE;
        }
        int holding = 0;
        for (JsonNode gate : gates) {
            holding += conditionIs(pod, text(gate.path("conditionType")), "True") ? 1 : 0;
        }
        return holding + "/" + gates.size();
    }

    private static ArrayNode conditions(ObjectNode pod) {
        return switch (text(pod.path("status").path("phase"))) {
            case "Succeeded" -> completed("Succeeded", "The pod has completed successfully.");
            case "Failed" -> completed("Failed", "The pod failed.");
            default -> null;
        };
    }

    private static ArrayNode completed(String reason, String message) {
        ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
        conditions.addObject().put("type", "Completed").put("status", "True").put("reason", reason).put("message", message);
        return conditions;
    }

    private static boolean conditionIs(ObjectNode pod, String type, String status) {
        return pod.path("status").path("conditions").valueStream()
                .anyMatch(condition -> text(condition.path("type")).equals(type) && text(condition.path("status")).equals(status));
    }

    /** The figures and the word that sum a pod's containers up. */
    private static final class Summary {
        private int total;
        private int ready;
        private long restarts;
        private String lastRestart = "";
        private String reason;
        private boolean initializing;
        private boolean running;

        Summary(ObjectNode pod) {
            JsonNode status = pod.path("status");
            JsonNode spec = pod.path("spec");
            total = spec.path("containers").size();
            reason = textOr(status.path("reason"), text(status.path("phase")));
            for (JsonNode condition : status.path("conditions")) {
                if (text(condition.path("type")).equals("PodScheduled") && text(condition.path("reason")).equals("SchedulingGated")) {
                    reason = "SchedulingGated";
                }
            }
            initContainers(spec, status);
            if (!initializing || conditionIs(pod, "Initialized", "True")) {
                containers(pod, status);
            }
            boolean terminal = text(status.path("phase")).equals("Succeeded") || text(status.path("phase")).equals("Failed");
            if (pod.path("metadata").has("deletionTimestamp")) {
                reason = text(status.path("reason")).equals("NodeLost") ? "Unknown" : terminal ? reason : "Terminating";
            }
        }

        private void initContainers(JsonNode spec, JsonNode status) {
            Map<String, Boolean> sidecars = new HashMap<>();
            for (JsonNode container : spec.path("initContainers")) {
                boolean sidecar = text(container.path("restartPolicy")).equals("Always");
                sidecars.put(text(container.path("name")), sidecar);
                total += sidecar ? 1 : 0;
            }
            int index = -1;
            for (JsonNode container : status.path("initContainerStatuses")) {
                index++;
                boolean sidecar = sidecars.getOrDefault(text(container.path("name")), false);
                count(container);
                JsonNode state = container.path("state");
                JsonNode terminated = state.path("terminated");
                if (terminated.isObject() && number(terminated.path("exitCode")) == 0) {
                    continue;
                }
                if (sidecar && container.path("started").asBoolean(false)) {
                    ready += container.path("ready").asBoolean(false) ? 1 : 0;
                    continue;
                }
                String waiting = text(state.path("waiting").path("reason"));
                if (terminated.isObject()) {
                    reason = "Init:" + textOr(terminated.path("reason"), exit(terminated));
                } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                    reason = "Init:" + waiting;
                } else {
                    reason = "Init:" + index + "/" + sidecars.size();
                }
                initializing = true;
                return;
            }
        }

        private void containers(ObjectNode pod, JsonNode status) {
            JsonNode statuses = status.path("containerStatuses");
            for (int i = statuses.size() - 1; i >= 0; i--) {
                JsonNode container = statuses.path(i);
                count(container);
                JsonNode state = container.path("state");
                String waiting = text(state.path("waiting").path("reason"));
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (state.path("terminated").isObject()) {
                    reason = textOr(state.path("terminated").path("reason"), exit(state.path("terminated")));
                } else if (container.path("ready").asBoolean(false) && state.path("running").isObject()) {
                    running = true;
                    ready++;
                }
            }
            if (reason.equals("Completed") && running) {
                reason = conditionIs(pod, "Ready", "True") ? "Running" : "NotReady";
            }
        }

        private void count(JsonNode container) {
            restarts += number(container.path("restartCount"));
            String finished = text(container.path("lastState").path("terminated").path("finishedAt"));
            lastRestart = finished.compareTo(lastRestart) > 0 ? finished : lastRestart;
        }

        private static String exit(JsonNode terminated) {
            return number(terminated.path("signal")) != 0 ? "Signal:" + number(terminated.path("signal"))
                    : "ExitCode:" + number(terminated.path("exitCode"));
        }
    }
}
