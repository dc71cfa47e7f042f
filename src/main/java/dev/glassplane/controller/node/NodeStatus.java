package dev.glassplane.controller.node;

import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Conditions.Condition;
import dev.glassplane.controller.object.Digests;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.controller.object.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What kubelet reports of a node, and the taints and labels that follow. Pure functions. */
final class NodeStatus {

    /** {@code "false"}: kubelet reports NotReady; {@code "unknown"}: kubelet has stopped reporting. */
    static final String READY_ANNOTATION = "glassplane.dev/ready";

    /** Instance families with Graviton processors: a digit, then g, as in m7gd; and a1. */
    private static final Pattern ARM = Pattern.compile("a1\\..*|[a-z]+\\d+g[a-z]*\\..*");
    private static final int KUBELET_PORT = 10_250;
    private static final String KUBELET_BUILD = "-eks-113cf36";
    private static final String RUNTIME_VERSION = "containerd://2.1.4";
    private static final String OS_IMAGE = "Amazon Linux 2023.9.20251020";
    private static final String KERNEL_VERSION = "6.12.46-66.121.amzn2023.";

    private NodeStatus() {}

    /** How a node is. */
    enum Health {
        /** Kubelet runs and the pod network works. */
        READY,
        /** Kubelet runs, the node is not fit for pods. */
        NOT_READY,
        /** Nothing is heard of kubelet. */
        UNKNOWN
    }

    /**
     * A node is ready once it has an address and its CNI plugin is set up, unless the annotation says otherwise. A plugin that was set up once is
     * there for good, even if its agent does not start any more.
     *
     * @param networked whether the pod network's agent gets the plugin set up
     */
    static Health health(JsonNode node, boolean networked) {
        boolean known = networked || Conditions.status(node, "Ready").equals("True");
        boolean addressed = Fields.each(node.path("status"), "addresses")
                .anyMatch(address -> Fields.text(address, "type").equals("InternalIP"));
        return switch (Meta.annotation(node, READY_ANNOTATION)) {
            case "false" -> Health.NOT_READY;
            case "unknown" -> Health.UNKNOWN;
            default -> addressed && known ? Health.READY : Health.NOT_READY;
        };
    }

    /** Fills in conditions, nodeInfo and daemonEndpoints; what is there of nodeInfo stays. */
    static void report(ObjectNode node, Health health, KubernetesVersion emulated, Instant now) {
        conditions(health).forEach(condition -> Conditions.set(node, condition, now, "lastHeartbeatTime"));
        ObjectNode status = Fields.child(node, "status");
        ObjectNode endpoint = Fields.child(Fields.child(status, "daemonEndpoints"), "kubeletEndpoint");
        if (Fields.number(endpoint, "Port", 0) == 0) {
            endpoint.put("Port", KUBELET_PORT);
        }
        ObjectNode info = Fields.child(status, "nodeInfo");
        nodeInfo(node, emulated).forEach((field, value) -> {
            if (!info.has(field) || Fields.text(info, field).isEmpty() && !value.isEmpty()) {
                info.put(field, value);
            }
        });
    }

    private static List<Condition> conditions(Health health) {
        if (health == Health.UNKNOWN) {
            return List.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready").stream()
                    .map(type -> new Condition(type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")).toList();
        }
        return List.of(
                new Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                new Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                new Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                health == Health.READY ? new Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")
                        : new Condition("Ready", "False", "KubeletNotReady", "container runtime network not ready: NetworkReady=false "
                        + "reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"));
    }

    private static Map<String, String> nodeInfo(JsonNode node, KubernetesVersion emulated) {
        String seed = Meta.uid(node).isEmpty() ? Meta.name(node) : Meta.uid(node);
        Map<String, String> info = new LinkedHashMap<>();
        info.put("architecture", architecture(node));
        info.put("bootID", uuid("boot/" + seed));
        info.put("containerRuntimeVersion", RUNTIME_VERSION);
        info.put("kernelVersion", KERNEL_VERSION + (architecture(node).equals("arm64") ? "aarch64" : "x86_64"));
        info.put("kubeProxyVersion", "");
        info.put("kubeletVersion", emulated.release() + KUBELET_BUILD);
        String machine = uuid("machine/" + seed);
        info.put("machineID", machine.replace("-", ""));
        info.put("operatingSystem", "linux");
        info.put("osImage", OS_IMAGE);
        info.put("systemUUID", machine);
        return info;
    }

    static String architecture(JsonNode node) {
        return ARM.matcher(Meta.label(node, "node.kubernetes.io/instance-type")).matches() ? "arm64" : "amd64";
    }

    private static String uuid(String seed) {
        String hex = Digests.sha256(seed);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-" + hex.substring(16, 20) + "-"
                + hex.substring(20, 32);
    }

    /** Labels that kubelet puts on its Node; others' values stay. */
    static void label(ObjectNode node) {
        ObjectNode labels = Fields.child(Meta.of(node), "labels");
        Map.of("kubernetes.io/arch", architecture(node), "kubernetes.io/os", "linux", "kubernetes.io/hostname", Meta.name(node))
                .entrySet().stream().sorted(Map.Entry.comparingByKey()).filter(entry -> !labels.has(entry.getKey()))
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue()));
    }

    /** Replaces the taints that follow from conditions; others stay (pkg/controller/nodelifecycle/node_lifecycle_controller.go). */
    static void taint(ObjectNode node, Health health, Instant now) {
        List<Taint> wanted = new ArrayList<>();
        if (Fields.flag(node.path("spec"), "unschedulable")) {
            wanted.add(taint(Taint.UNSCHEDULABLE, "NoSchedule"));
        }
        if (health != Health.READY) {
            String key = health == Health.NOT_READY ? Taint.NOT_READY : Taint.UNREACHABLE;
            wanted.add(taint(key, "NoSchedule"));
            wanted.add(taint(key, "NoExecute"));
        }
        ObjectNode spec = Fields.child(node, "spec");
        ArrayNode taints = spec.arrayNode();
        List<Taint> kept = new ArrayList<>();
        Fields.each(spec, "taints").forEach(entry -> {
            Taint taint = taint(Fields.text(entry, "key"), Fields.text(entry, "effect"));
            boolean ours = List.of(Taint.NOT_READY, Taint.UNREACHABLE, Taint.UNSCHEDULABLE).contains(taint.key());
            if (!ours || wanted.contains(taint)) {
                taints.add(entry);
                kept.add(taint);
            }
        });
        wanted.stream().filter(taint -> !kept.contains(taint)).forEach(taint -> {
            ObjectNode entry = taints.addObject().put("effect", taint.effect()).put("key", taint.key());
            if (taint.effect().equals("NoExecute")) {
                entry.put("timeAdded", Fields.time(now));
            }
        });
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.set("taints", taints);
        }
    }

    private static Taint taint(String key, String effect) {
        return new Taint(key, "", effect, java.util.Optional.empty());
    }
}
