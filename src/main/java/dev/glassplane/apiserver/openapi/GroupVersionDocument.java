package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.0 document of one group version. */
final class GroupVersionDocument {

    private static final String JSON = "application/json";

    private final Kinds kinds;
    private final List<Kind> own;
    private final Map<String, ObjectNode> schemas;

    GroupVersionDocument(Kinds kinds, List<Kind> own) {
        this.kinds = kinds;
        this.own = own;
        this.schemas = kinds.schemas(own.getFirst().group(), own.getFirst().version());
    }

    ObjectNode document() {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.33.5");
        ObjectNode paths = document.putObject("paths");
        for (Kind kind : own) {
            paths(paths, kind);
        }
        ObjectNode components = document.putObject("components").putObject("schemas");
        schemas.forEach(components::set);
        return document;
    }

    private void paths(ObjectNode paths, Kind kind) {
        List<String> verbs = kinds.verbs(kind);
        String root = kind.group().isEmpty() ? "/api/" + kind.version() + "/" : "/apis/" + kind.apiVersion() + "/";
        String collection = root + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        String scoped = (kind.namespaced() ? "Namespaced" : "") + kind.name();
        if (kind.namespaced() && verbs.contains("list")) {
            ObjectNode everywhere = Json.object();
            operation(everywhere, "get", "list", kind, kind.name() + "ForAllNamespaces", "List or watch " + kind.name() + " in all namespaces");
            paths.set(root + kind.plural(), everywhere);
        }
        ObjectNode all = Json.object();
        namespaceParameter(all, kind);
        operationIf(verbs, "list", all, "get", "list", kind, scoped, "List or watch " + kind.name());
        operationIf(verbs, "create", all, "post", "post", kind, scoped, "Create a " + kind.name());
        operationIf(verbs, "deletecollection", all, "delete", "deletecollection", kind, "Collection" + scoped,
                "Delete " + kind.name() + " by selector");
        paths.set(collection, all);
        ObjectNode one = Json.object();
        nameParameters(one, kind);
        operationIf(verbs, "get", one, "get", "get", kind, scoped, "Read a " + kind.name());
        operationIf(verbs, "update", one, "put", "put", kind, scoped, "Replace a " + kind.name());
        operationIf(verbs, "patch", one, "patch", "patch", kind, scoped, "Patch a " + kind.name());
        operationIf(verbs, "delete", one, "delete", "delete", kind, scoped, "Delete a " + kind.name());
        if (verbs.equals(List.of("create"))) {
            // kubectl create -f looks here, and nowhere else, whether the server checks fields by itself.
            operation(one, "patch", "patch", kind, scoped, "Not served: a " + kind.name() + " is answered when it is created");
        }
        if (one.size() > 1) {
            paths.set(collection + "/{name}", one);
        }
        if (kinds.subresources(kind).contains("status")) {
            ObjectNode status = Json.object();
            nameParameters(status, kind);
            operation(status, "get", "get", kind, scoped + "Status", "Read the status of a " + kind.name());
            operation(status, "put", "put", kind, scoped + "Status", "Replace the status of a " + kind.name());
            operation(status, "patch", "patch", kind, scoped + "Status", "Patch the status of a " + kind.name());
            paths.set(collection + "/{name}/status", status);
        }
    }

    private void operationIf(List<String> verbs, String verb, ObjectNode pathItem, String method, String action, Kind kind, String object,
            String summary) {
        if (verbs.contains(verb)) {
            operation(pathItem, method, action, kind, object, summary);
        }
    }

    private void operation(ObjectNode pathItem, String method, String action, Kind kind, String object, String summary) {
        ObjectNode operation = pathItem.putObject(method);
        operation.putArray("tags").add(kind.name());
        operation.put("summary", summary).put("operationId", verb(action) + groupVersionWord(kind) + object);
        Parameters.add(operation.putArray("parameters"), action);
        body(operation, action, kind);
        responses(operation, action, kind);
        operation.put("x-kubernetes-action", action);
        groupVersionKind(operation.putObject("x-kubernetes-group-version-kind"), kind);
    }

    /** The first word of an operation's id, as kube-apiserver's documents have it. */
    private static String verb(String action) {
        return switch (action) {
            case "get" -> "read";
            case "post" -> "create";
            case "put" -> "replace";
            case "deletecollection" -> "delete";
            default -> action;
        };
    }

    /** {@code CoreV1}, {@code AppsV1}, {@code DiscoveryV1}, {@code GlassplaneDevV1}. */
    private static String groupVersionWord(Kind kind) {
        String group = kind.group().isEmpty() ? "core" : kind.group().replaceFirst("\\.k8s\\.io$", "");
        return Arrays.stream((group + "." + kind.version()).split("\\."))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)).collect(Collectors.joining());
    }

    private void body(ObjectNode operation, String action, Kind kind) {
        switch (action) {
            case "post", "put" -> {
                ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content").putObject(JSON);
                content.set("schema", reference(kind));
                Examples.of(kind).ifPresent(example -> example.addTo(content.putObject("examples")));
            }
            case "patch" -> {
                ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content");
                for (String type : List.of("application/merge-patch+json", "application/strategic-merge-patch+json")) {
                    ObjectNode media = content.putObject(type);
                    media.putObject("schema").put("type", "object");
                    media.putObject("examples").putObject("label").put("summary", "Add a label").putObject("value").putObject("metadata")
                            .putObject("labels").put("example", "yes");
                }
                content.putObject("application/json-patch+json").putObject("schema").put("type", "array").putObject("items").put("type", "object");
            }
            default -> { }
        }
    }

    private void responses(ObjectNode operation, String action, Kind kind) {
        ObjectNode responses = operation.putObject("responses");
        String code = action.equals("post") ? "201" : "200";
        ObjectNode schema = responses.putObject(code).put("description", action.equals("post") ? "Created" : "OK")
                .putObject("content").putObject(JSON).putObject("schema");
        switch (action) {
            case "list" -> {
                schema.put("type", "object");
                ObjectNode properties = schema.putObject("properties");
                properties.putObject("kind").put("type", "string");
                properties.putObject("apiVersion").put("type", "string");
                properties.putObject("metadata").put("type", "object");
                properties.putObject("items").put("type", "array").set("items", reference(kind));
            }
            case "delete", "deletecollection" -> schema.put("type", "object");
            default -> schema.setAll(reference(kind));
        }
    }

    private ObjectNode reference(Kind kind) {
        String name = kinds.schemaName(kind);
        return schemas.containsKey(name) ? Json.object().put("$ref", "#/components/schemas/" + name) : Json.object().put("type", "object");
    }

    private static void nameParameters(ObjectNode pathItem, Kind kind) {
        ArrayNode parameters = pathItem.putArray("parameters");
        Parameters.path(parameters, "name", "name of the " + kind.name());
        if (kind.namespaced()) {
            Parameters.path(parameters, "namespace", "namespace of the " + kind.name()).put("example", "default");
        }
    }

    private static void namespaceParameter(ObjectNode pathItem, Kind kind) {
        ArrayNode parameters = pathItem.putArray("parameters");
        if (kind.namespaced()) {
            Parameters.path(parameters, "namespace", "namespace of the " + kind.name()).put("example", "default");
        }
    }

    private static void groupVersionKind(ObjectNode node, Kind kind) {
        node.put("group", kind.group()).put("version", kind.version()).put("kind", kind.name());
    }
}
