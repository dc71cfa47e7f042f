package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Quantities;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Containers of a pod: validateContainerCommon and its parts. */
final class ContainerValidation {

    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> HANDLERS = List.of("exec", "grpc", "httpGet", "tcpSocket");

    private ContainerValidation() {}

    static void check(JsonNode container, String path, Set<String> volumes, boolean hostNetwork, Set<String> hostPorts, FieldErrors errors) {
        String name = container.path("name").asString("");
        if (name.isEmpty()) {
            errors.required(path + ".name", "");
        } else {
            Names.label(name).forEach(error -> errors.invalid(path + ".name", name, error));
        }
        String image = container.path("image").asString("");
        if (image.isEmpty()) {
            errors.required(path + ".image", "");
        } else if (!path.startsWith("spec.template.") && !image.equals(image.strip())) {
            errors.invalid(path + ".image", image, "must not have leading or trailing whitespace");
        }
        Values.oneOf(container.path("imagePullPolicy"), path + ".imagePullPolicy", PULL_POLICIES, errors);
        ports(container.path("ports"), path + ".ports", hostNetwork, hostPorts, errors);
        environment(container.path("env"), path + ".env", errors);
        mounts(container.path("volumeMounts"), path + ".volumeMounts", volumes, errors);
        resources(container.path("resources"), path + ".resources", errors);
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            probe(container.path(probe), path + "." + probe, errors);
        }
    }

    private static void ports(JsonNode ports, String path, boolean hostNetwork, Set<String> hostPorts, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode port = ports.get(i);
            String at = path + "[" + i + "]";
            String name = port.path("name").asString("");
            if (!name.isEmpty()) {
                Names.portName(name).forEach(error -> errors.invalid(at + ".name", name, error));
                if (Names.portName(name).isEmpty() && !names.add(name)) {
                    errors.duplicate(at + ".name", name);
                }
            }
            if (port.path("containerPort").asInt(0) == 0) {
                errors.required(at + ".containerPort", "");
            } else {
                Values.port(port.path("containerPort"), at + ".containerPort", errors);
            }
            hostPort(port, at, hostNetwork, hostPorts, errors);
            Values.oneOf(port.path("protocol"), at + ".protocol", ServiceValidation.PROTOCOLS, errors);
        }
    }

    private static void hostPort(JsonNode port, String path, boolean hostNetwork, Set<String> hostPorts, FieldErrors errors) {
        if (!port.path("hostIP").asString("").isEmpty()) {
            Values.ip(port.path("hostIP"), path + ".hostIP", errors);
        }
        int number = port.path("hostPort").asInt(0);
        if (number == 0) {
            return;
        }
        Values.port(port.path("hostPort"), path + ".hostPort", errors);
        if (hostNetwork && number != port.path("containerPort").asInt(0)) {
            errors.invalid(path + ".containerPort", port.path("containerPort"), "must match `hostPort` when `hostNetwork` is true");
        }
        String key = port.path("protocol").asString("") + "/" + port.path("hostIP").asString("") + "/" + number;
        if (!hostPorts.add(key)) {
            errors.duplicate(path + ".hostPort", key);
        }
    }

    private static void environment(JsonNode variables, String path, FieldErrors errors) {
        for (int i = 0; i < variables.size(); i++) {
            String name = variables.get(i).path("name").asString("");
            String at = path + "[" + i + "].name";
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (!name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=')) {
                errors.invalid(at, name,
                        "a valid environment variable name must consist only of printable ASCII characters other than '='");
            }
            if (variables.get(i).has("valueFrom") && !variables.get(i).path("value").asString("").isEmpty()) {
                errors.invalid(path + "[" + i + "].valueFrom", "", "may not be specified when `value` is not empty");
            }
        }
    }

    private static void mounts(JsonNode mounts, String path, Set<String> volumes, FieldErrors errors) {
        Set<String> places = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String at = path + "[" + i + "]";
            String name = mounts.get(i).path("name").asString("");
            String place = mounts.get(i).path("mountPath").asString("");
            if (name.isEmpty()) {
                errors.required(at + ".name", "");
            } else if (!volumes.contains(name)) {
                errors.notFound(at + ".name", name);
            }
            if (place.isEmpty()) {
                errors.required(at + ".mountPath", "");
            } else if (!places.add(place)) {
                errors.invalid(at + ".mountPath", place, "must be unique");
            }
        }
    }

    private static void resources(JsonNode resources, String path, FieldErrors errors) {
        JsonNode limits = resources.path("limits");
        for (Map.Entry<String, JsonNode> limit : limits.properties()) {
            Values.quantity(limit.getValue(), path + ".limits[" + limit.getKey() + "]", errors);
        }
        for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
            String at = path + ".requests[" + request.getKey() + "]";
            Values.quantity(request.getValue(), at, errors);
            JsonNode limit = limits.path(request.getKey());
            boolean more = !limit.isMissingNode()
                    && Quantities.value(request.getValue().asString()).compareTo(Quantities.value(limit.asString())) > 0;
            if (more) {
                errors.invalid(path + ".requests", request.getValue(),
                        "must be less than or equal to " + request.getKey() + " limit of " + limit.asString());
            }
        }
    }

    private static void probe(JsonNode probe, String path, FieldErrors errors) {
        if (probe.isMissingNode()) {
            return;
        }
        if (HANDLERS.stream().noneMatch(probe::has)) {
            errors.required(path, "must specify a handler type");
        }
        for (String handler : List.of("httpGet", "tcpSocket")) {
            if (probe.has(handler)) {
                Values.portOrName(probe.path(handler).path("port"), path + "." + handler + ".port", errors);
            }
        }
        if (probe.has("grpc")) {
            Values.port(probe.path("grpc").path("port"), path + ".grpc.port", errors);
        }
        for (String field : List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            Values.nonNegative(probe.path(field), path + "." + field, errors);
        }
        boolean notReadiness = !path.endsWith("readinessProbe");
        if (notReadiness && probe.path("successThreshold").asInt(1) != 1) {
            errors.invalid(path + ".successThreshold", probe.path("successThreshold"), "must be 1");
        }
    }
}
