package dev.glassplane.apiserver.selector;

import dev.glassplane.registry.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The fields that a kind can be selected by. Source: {@code kubernetes/kubernetes: pkg/apis/{@literal *}/v1/conversion.go} and the kinds'
 * strategies.
 */
public final class SelectableFields {

    /** Finds a field's texts in an object; an absent field is an empty text. Several texts: one is enough. */
    @FunctionalInterface
    public interface Reader {

        /** @return the texts, never empty */
        List<String> read(JsonNode object);
    }

    private static final Map<String, Reader> COMMON = Map.of(
            "metadata.name", path("", "metadata", "name"),
            "metadata.namespace", path("", "metadata", "namespace"));

    private static final Map<String, SelectableFields> BY_RESOURCE = byResource();
    private static final SelectableFields OTHERS = new SelectableFields(COMMON);

    private final Map<String, Reader> readers;

    private SelectableFields(Map<String, Reader> readers) {
        this.readers = readers;
    }

    /** @return fields of the kind */
    public static SelectableFields of(Kind kind) {
        return BY_RESOURCE.getOrDefault(kind.resource(), OTHERS);
    }

    /** @return fields of the kind, and those that its definition adds */
    public static SelectableFields of(Kind kind, List<String> defined) {
        if (defined.isEmpty()) {
            return of(kind);
        }
        Map<String, Reader> readers = new HashMap<>();
        defined.forEach(field -> readers.put(field, path("", field.split("\\."))));
        return with(readers);
    }

    /** @return how to read the field, empty if the kind cannot be selected by it */
    public Optional<Reader> find(String field) {
        return Optional.ofNullable(readers.get(field));
    }

    private static Map<String, SelectableFields> byResource() {
        Map<String, SelectableFields> all = new HashMap<>();
        all.put("pods", with(Map.of(
                "spec.nodeName", path("", "spec", "nodeName"),
                "spec.restartPolicy", path("Always", "spec", "restartPolicy"),
                "spec.schedulerName", path("default-scheduler", "spec", "schedulerName"),
                "spec.serviceAccountName", path("", "spec", "serviceAccountName"),
                "spec.hostNetwork", path("false", "spec", "hostNetwork"),
                "status.phase", path("", "status", "phase"),
                "status.podIP", path("", "status", "podIP"),
                "status.podIPs", SelectableFields::podIps,
                "status.nominatedNodeName", path("", "status", "nominatedNodeName"))));
        all.put("services", with(Map.of("spec.clusterIP", path("", "spec", "clusterIP"), "spec.type", path("ClusterIP", "spec", "type"))));
        all.put("nodes", with(Map.of("spec.unschedulable", path("false", "spec", "unschedulable"))));
        all.put("namespaces", with(Map.of("status.phase", path("", "status", "phase"), "name", path("", "metadata", "name"))));
        all.put("secrets", with(Map.of("type", path("", "type"))));
        all.put("replicasets.apps", with(Map.of("status.replicas", path("0", "status", "replicas"))));
        all.put("events", events("involvedObject", "message"));
        all.put("events.events.k8s.io", events("regarding", "note"));
        return all;
    }

    private static SelectableFields events(String object, String message) {
        Map<String, Reader> readers = new HashMap<>();
        for (String field : List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
            Reader reader = first(path("", "involvedObject", field), path("", "regarding", field));
            readers.put(object + "." + field, reader);
        }
        readers.put("reason", path("", "reason"));
        readers.put("reportingComponent", first(path("", "reportingComponent"), path("", "reportingController")));
        readers.put("reportingController", first(path("", "reportingController"), path("", "reportingComponent")));
        readers.put("source", first(path("", "source", "component"), path("", "reportingComponent")));
        readers.put("type", path("", "type"));
        readers.put(message, first(path("", "message"), path("", "note")));
        return with(readers);
    }

    private static SelectableFields with(Map<String, Reader> own) {
        Map<String, Reader> readers = new HashMap<>(COMMON);
        readers.putAll(own);
        return new SelectableFields(Map.copyOf(readers));
    }

    private static Reader first(Reader one, Reader other) {
        return object -> {
            List<String> found = one.read(object);
            return found.getFirst().isEmpty() ? other.read(object) : found;
        };
    }

    private static Reader path(String absent, String... names) {
        Function<JsonNode, JsonNode> walk = object -> {
            JsonNode node = object;
            for (String name : names) {
                node = node.path(name);
            }
            return node;
        };
        List<String> whenAbsent = List.of(absent);
        return object -> {
            JsonNode found = walk.apply(object);
            return found.isMissingNode() || found.isNull() ? whenAbsent : List.of(found.asString());
        };
    }

    private static List<String> podIps(JsonNode pod) {
        List<String> ips = new ArrayList<>();
        pod.path("status").path("podIPs").forEach(entry -> ips.add(entry.path("ip").asString()));
        return ips.isEmpty() ? List.of("") : ips;
    }
}
