package dev.glassplane.registry.validation;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/networking/validation}, its Ingress part. */
public final class IngressValidation {

    /** The class of an Ingress as it was chosen before there was a field for it. */
    public static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> NEVER_INSIDE = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> NEVER_LAST = List.of("/..", "/.");

    private IngressValidation() {}

    /** Checks {@code spec}. */
    public static void check(JsonNode spec, FieldErrors errors) {
        if (spec.path("rules").isEmpty() && !spec.has("defaultBackend")) {
            errors.invalid("spec", spec.path("rules"), "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.has("defaultBackend")) {
            backend(spec.path("defaultBackend"), "spec.defaultBackend", errors);
        }
        for (int i = 0; i < spec.path("rules").size(); i++) {
            rule(spec.path("rules").get(i), "spec.rules[" + i + "]", errors);
        }
        for (int i = 0; i < spec.path("tls").size(); i++) {
            tls(spec.path("tls").get(i), "spec.tls[" + i + "]", errors);
        }
        if (spec.has("ingressClassName")) {
            JsonNode name = spec.path("ingressClassName");
            Names.subdomain(name.asString("")).forEach(error -> errors.invalid("spec.ingressClassName", name, error));
        }
    }

    /** Checks what only a new Ingress must obey: field and annotation may not name two classes. */
    public static void created(JsonNode ingress, FieldErrors errors) {
        JsonNode annotation = ingress.path("metadata").path("annotations").path(CLASS_ANNOTATION);
        JsonNode name = ingress.path("spec").path("ingressClassName");
        if (annotation.isString() && name.isString() && !annotation.equals(name)) {
            errors.invalid("annotations." + CLASS_ANNOTATION, annotation, "must match `ingressClassName` when both are specified");
        }
    }

    /** Checks {@code status.loadBalancer}. */
    public static void status(JsonNode ingress, FieldErrors errors) {
        JsonNode points = ingress.path("status").path("loadBalancer").path("ingress");
        for (int i = 0; i < points.size(); i++) {
            String path = "status.loadBalancer.ingress[" + i + "]";
            JsonNode hostname = points.get(i).path("hostname");
            if (!points.get(i).path("ip").asString("").isEmpty()) {
                Values.ip(points.get(i).path("ip"), path + ".ip", errors);
            }
            if (!hostname.asString("").isEmpty()) {
                Names.subdomain(hostname.stringValue()).forEach(error -> errors.invalid(path + ".hostname", hostname, error));
                noAddress(hostname, path + ".hostname", errors);
            }
        }
    }

    private static void noAddress(JsonNode host, String path, FieldErrors errors) {
        if (Ip.tryParse(host.stringValue()).isPresent()) {
            errors.invalid(path, host, "must be a DNS name, not an IP address");
        }
    }

    private static void rule(JsonNode rule, String path, FieldErrors errors) {
        JsonNode host = rule.path("host");
        if (!host.asString("").isEmpty()) {
            noAddress(host, path + ".host", errors);
            hostName(host, path + ".host", errors);
        }
        if (!rule.has("http")) {
            return;
        }
        JsonNode paths = rule.path("http").path("paths");
        if (paths.isEmpty()) {
            errors.required(path + ".http.paths", "");
        }
        for (int i = 0; i < paths.size(); i++) {
            path(paths.get(i), path + ".http.paths[" + i + "]", errors);
        }
    }

    private static void hostName(JsonNode host, String path, FieldErrors errors) {
        String name = host.asString("");
        (name.contains("*") ? Names.wildcardSubdomain(name) : Names.subdomain(name)).forEach(error -> errors.invalid(path, host, error));
    }

    private static void path(JsonNode path, String at, FieldErrors errors) {
        if (!path.has("pathType")) {
            errors.required(at + ".pathType", "pathType must be specified");
            return;
        }
        String text = path.path("path").asString("");
        switch (path.path("pathType").asString("")) {
            case "Exact", "Prefix" -> strict(text, at + ".path", errors);
            case "ImplementationSpecific" -> {
                if (!text.isEmpty() && !text.startsWith("/")) {
                    errors.invalid(at + ".path", text, "must be an absolute path");
                }
            }
            default -> errors.notSupported(at + ".pathType", path.path("pathType"), PATH_TYPES);
        }
        backend(path.path("backend"), at + ".backend", errors);
    }

    private static void strict(String text, String at, FieldErrors errors) {
        if (!text.startsWith("/")) {
            errors.invalid(at, text, "must be an absolute path");
        }
        NEVER_INSIDE.stream().filter(text::contains).forEach(part -> errors.invalid(at, text, "must not contain '" + part + "'"));
        NEVER_LAST.stream().filter(text::endsWith).forEach(part -> errors.invalid(at, text, "cannot end with '" + part + "'"));
    }

    private static void backend(JsonNode backend, String at, FieldErrors errors) {
        boolean resource = backend.path("resource").isObject();
        boolean service = backend.path("service").isObject();
        if (resource && service) {
            errors.invalid(at, "", "cannot set both resource and service backends");
        } else if (resource) {
            IngressClassValidation.reference(backend.path("resource"), at + ".resource", errors);
        } else if (service) {
            service(backend.path("service"), at, errors);
        } else {
            errors.invalid(at, "", "resource or service backend is required");
        }
    }

    private static void service(JsonNode service, String at, FieldErrors errors) {
        String name = service.path("name").asString("");
        if (name.isEmpty()) {
            errors.required(at + ".service.name", "");
        } else {
            Names.label1035(name).forEach(error -> errors.invalid(at + ".service.name", name, error));
        }
        String portName = service.path("port").path("name").asString("");
        int portNumber = service.path("port").path("number").asInt(0);
        if (!portName.isEmpty() && portNumber != 0) {
            errors.invalid(at, "", "cannot set both port name & port number");
        } else if (!portName.isEmpty()) {
            Names.portName(portName).forEach(error -> errors.invalid(at + ".service.port.name", portName, error));
        } else if (portNumber != 0) {
            Values.port(service.path("port").path("number"), at + ".service.port.number", errors);
        } else {
            errors.required(at, "port name or number is required");
        }
    }

    private static void tls(JsonNode tls, String at, FieldErrors errors) {
        for (int i = 0; i < tls.path("hosts").size(); i++) {
            hostName(tls.path("hosts").get(i), at + ".hosts[" + i + "]", errors);
        }
        JsonNode secret = tls.path("secretName");
        if (!secret.asString("").isEmpty()) {
            Names.subdomain(secret.stringValue()).forEach(error -> errors.invalid(at + ".secretName", secret, error));
        }
    }
}
