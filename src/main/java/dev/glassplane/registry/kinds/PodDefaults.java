package dev.glassplane.registry.kinds;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kubernetes/kubernetes: pkg/apis/core/v1/defaults.go} for pods and pod templates. */
final class PodDefaults {

    private static final int GRACE_SECONDS = 30;
    private static final int FILE_MODE = 0644;
    private static final List<String> CONTAINERS = List.of("initContainers", "containers");
    private static final List<String> FILE_VOLUMES = List.of("configMap", "secret", "projected", "downwardAPI");

    private PodDefaults() {}

    /** Defaults of a pod that are not those of a template. */
    static void pod(ObjectNode spec) {
        template(spec);
        Defaults.flag(spec, "enableServiceLinks", true);
        for (String list : CONTAINERS) {
            spec.path(list).forEach(container -> requestsFromLimits((ObjectNode) container));
        }
        if (spec.path("hostNetwork").asBoolean(false)) {
            for (String list : CONTAINERS) {
                spec.path(list).forEach(container -> container.path("ports").forEach(PodDefaults::hostPort));
            }
        }
    }

    /** Defaults of the spec of a pod or a pod template. */
    static void template(ObjectNode spec) {
        Defaults.text(spec, "restartPolicy", "Always");
        Defaults.text(spec, "dnsPolicy", "ClusterFirst");
        Defaults.text(spec, "schedulerName", "default-scheduler");
        Defaults.number(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
        Defaults.object(spec, "securityContext");
        if (spec.has("serviceAccountName")) {
            spec.set("serviceAccount", spec.get("serviceAccountName"));
        } else if (spec.has("serviceAccount")) {
            spec.set("serviceAccountName", spec.get("serviceAccount"));
        }
        for (String list : CONTAINERS) {
            spec.path(list).forEach(container -> container((ObjectNode) container));
        }
        spec.path("volumes").forEach(volume -> volume((ObjectNode) volume));
    }

    private static void container(ObjectNode container) {
        Defaults.text(container, "terminationMessagePath", "/dev/termination-log");
        Defaults.text(container, "terminationMessagePolicy", "File");
        Defaults.object(container, "resources");
        if (!container.has("imagePullPolicy")) {
            container.put("imagePullPolicy", isLatest(container.path("image").asString("")) ? "Always" : "IfNotPresent");
        }
        container.path("ports").forEach(port -> Defaults.text((ObjectNode) port, "protocol", "TCP"));
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(probe) instanceof ObjectNode found) {
                probe(found);
            }
        }
        container.path("lifecycle").forEach(PodDefaults::httpGet);
        container.path("env").forEach(env -> fieldRef(env.path("valueFrom")));
    }

    /** An image without tag and digest, or with the tag {@code latest}. */
    private static boolean isLatest(String image) {
        if (image.contains("@")) {
            return false;
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains(":") || last.endsWith(":latest");
    }

    private static void probe(ObjectNode probe) {
        Defaults.number(probe, "timeoutSeconds", 1);
        Defaults.number(probe, "periodSeconds", 10);
        Defaults.number(probe, "successThreshold", 1);
        Defaults.number(probe, "failureThreshold", 3);
        httpGet(probe);
        if (probe.get("grpc") instanceof ObjectNode grpc) {
            Defaults.text(grpc, "service", "");
        }
    }

    private static void httpGet(JsonNode handler) {
        if (handler.get("httpGet") instanceof ObjectNode get) {
            Defaults.text(get, "path", "/");
            Defaults.text(get, "scheme", "HTTP");
        }
    }

    private static void fieldRef(JsonNode source) {
        if (source.get("fieldRef") instanceof ObjectNode reference) {
            Defaults.text(reference, "apiVersion", "v1");
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
        for (String source : FILE_VOLUMES) {
            if (volume.get(source) instanceof ObjectNode files) {
                Defaults.number(files, "defaultMode", FILE_MODE);
            }
        }
        volume.path("downwardAPI").path("items").forEach(PodDefaults::fieldRef);
        for (JsonNode source : volume.path("projected").path("sources")) {
            source.path("downwardAPI").path("items").forEach(PodDefaults::fieldRef);
            if (source.get("serviceAccountToken") instanceof ObjectNode token) {
                Defaults.number(token, "expirationSeconds", 3600);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode path) {
            Defaults.text(path, "type", "");
        }
    }

    private static void requestsFromLimits(ObjectNode container) {
        JsonNode limits = container.path("resources").path("limits");
        if (!limits.isEmpty()) {
            ObjectNode requests = Defaults.object((ObjectNode) container.get("resources"), "requests");
            for (Map.Entry<String, JsonNode> limit : limits.properties()) {
                if (!requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue());
                }
            }
        }
    }

    private static void hostPort(JsonNode port) {
        if (!port.has("hostPort") && port.has("containerPort")) {
            ((ObjectNode) port).set("hostPort", port.get("containerPort"));
        }
    }

    /** What admission plugins add to a new pod: service account, priority, tolerations of a failing node for five minutes. */
    static void admit(ObjectNode spec) {
        Defaults.text(spec, "serviceAccountName", "default");
        spec.set("serviceAccount", spec.get("serviceAccountName"));
        int priority = switch (spec.path("priorityClassName").asString("")) {
            case "system-node-critical" -> 2_000_001_000;
            case "system-cluster-critical" -> 2_000_000_000;
            default -> 0;
        };
        Defaults.number(spec, "priority", priority);
        Defaults.text(spec, "preemptionPolicy", "PreemptLowerPriority");
        tolerate(spec, "node.kubernetes.io/not-ready");
        tolerate(spec, "node.kubernetes.io/unreachable");
    }

    private static void tolerate(ObjectNode spec, String taint) {
        Set<String> effects = Set.of("", "NoExecute");
        for (JsonNode each : spec.path("tolerations")) {
            String key = each.path("key").asString("");
            if ((key.isEmpty() || key.equals(taint)) && effects.contains(each.path("effect").asString(""))) {
                return;
            }
        }
        ArrayNode tolerations = spec.get("tolerations") instanceof ArrayNode found ? found : spec.putArray("tolerations");
        tolerations.addObject().put("key", taint).put("operator", "Exists").put("effect", "NoExecute").put("tolerationSeconds", 300);
    }
}
