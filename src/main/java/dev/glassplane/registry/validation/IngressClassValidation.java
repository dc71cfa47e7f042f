package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/networking/validation}, its IngressClass part. */
public final class IngressClassValidation {

    /** Bytes of {@code spec.controller}. */
    public static final int CONTROLLER_MAX = 250;
    private static final String PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
    private static final Pattern PATH_PATTERN = Pattern.compile(PATH);
    private static final List<String> SCOPES = List.of("Cluster", "Namespace");

    private IngressClassValidation() {}

    /** Checks {@code spec}. */
    public static void check(JsonNode spec, FieldErrors errors) {
        String controller = spec.path("controller").asString("");
        if (controller.isEmpty()) {
            errors.required("spec.controller", "");
        } else {
            if (controller.length() > CONTROLLER_MAX) {
                errors.tooLong("spec.controller", CONTROLLER_MAX);
            }
            domainPrefixedPath(controller, errors);
        }
        JsonNode parameters = spec.path("parameters");
        if (parameters.isObject()) {
            reference(parameters, "spec.parameters", errors);
            scope(parameters, errors);
        }
    }

    /** Checks a change of {@code spec}. */
    public static void updated(JsonNode after, JsonNode before, FieldErrors errors) {
        if (!after.path("controller").equals(before.path("controller"))) {
            errors.invalid("spec.controller", after.path("controller"), "field is immutable");
        }
    }

    private static void domainPrefixedPath(String controller, FieldErrors errors) {
        int slash = controller.indexOf('/');
        if (slash <= 0 || slash == controller.length() - 1) {
            errors.invalid("spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        String host = controller.substring(0, slash);
        String path = controller.substring(slash + 1);
        Names.subdomain(host).forEach(error -> errors.invalid("spec.controller", host, error));
        if (!PATH_PATTERN.matcher(path).matches()) {
            errors.invalid("spec.controller", path, "Invalid path (regex used for validation is '" + PATH + "')");
        }
    }

    /** A reference to an object by group, kind and name. */
    static void reference(JsonNode reference, String at, FieldErrors errors) {
        if (reference.has("apiGroup")) {
            JsonNode group = reference.path("apiGroup");
            Names.subdomain(group.asString("")).forEach(error -> errors.invalid(at + ".apiGroup", group, error));
        }
        for (String field : List.of("kind", "name")) {
            String value = reference.path(field).asString("");
            if (value.isEmpty()) {
                errors.required(at + "." + field, "");
            } else {
                Names.pathSegment(value).forEach(error -> errors.invalid(at + "." + field, value, error));
            }
        }
    }

    private static void scope(JsonNode parameters, FieldErrors errors) {
        JsonNode namespace = parameters.path("namespace");
        switch (parameters.path("scope").asString("")) {
            case "Cluster" -> {
                if (parameters.has("namespace")) {
                    errors.forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'");
                }
            }
            case "Namespace" -> {
                if (!parameters.has("namespace")) {
                    errors.required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'");
                } else {
                    Names.label(namespace.asString("")).forEach(error -> errors.invalid("spec.parameters.namespace", namespace, error));
                }
            }
            default -> errors.notSupported("spec.parameters.scope", parameters.path("scope"), SCOPES);
        }
    }
}
