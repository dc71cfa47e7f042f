package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        String root = kind.group().isEmpty() ? "/api/v1/" : "/apis/" + kind.apiVersion() + "/";
        String collection = root + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        if (kind.namespaced() && verbs.contains("list")) {
            ObjectNode everywhere = Json.object();
            operation(everywhere, "get", "list", kind, "List or watch " + kind.name() + " in all namespaces", "AllNamespaces");
            paths.set(root + kind.plural(), everywhere);
        }
        ObjectNode list = Json.object();
        namespaceParameter(list, kind);
        if (verbs.contains("list")) {
            operation(list, "get", "list", kind, "List or watch " + kind.name(), "");
        }
        if (verbs.contains("create")) {
            operation(list, "post", "post", kind, "Create a " + kind.name(), "");
        }
        if (verbs.contains("deletecollection")) {
            operation(list, "delete", "deletecollection", kind, "Delete " + kind.name() + " by selector", "Collection");
        }
        paths.set(collection, list);
        object(paths, collection + "/{name}", kind, verbs);
        Set<String> subresources = kinds.subresources(kind);
        if (subresources.contains("status")) {
            ObjectNode status = Json.object();
            nameParameters(status, kind);
            operation(status, "get", "get", kind, "Read the status of a " + kind.name(), "Status");
            operation(status, "put", "put", kind, "Replace the status of a " + kind.name(), "Status");
            operation(status, "patch", "patch", kind, "Patch the status of a " + kind.name(), "Status");
            paths.set(collection + "/{name}/status", status);
        }
    }

    private void object(ObjectNode paths, String path, Kind kind, List<String> verbs) {
        ObjectNode object = Json.object();
        nameParameters(object, kind);
        if (verbs.contains("get")) {
            operation(object, "get", "get", kind, "Read a " + kind.name(), "");
        }
        if (verbs.contains("update")) {
            operation(object, "put", "put", kind, "Replace a " + kind.name(), "");
        }
        if (verbs.contains("patch")) {
            operation(object, "patch", "patch", kind, "Patch a " + kind.name(), "");
        }
        if (verbs.contains("delete")) {
            operation(object, "delete", "delete", kind, "Delete a " + kind.name(), "");
        }
        if (object.size() > 1) {
            paths.set(path, object);
        }
    }

    private void operation(ObjectNode pathItem, String method, String action, Kind kind, String summary, String suffix) {
        ObjectNode operation = pathItem.putObject(method);
        operation.putArray("tags").add(kind.name());
        operation.put("summary", summary);
        operation.put("operationId", action + kind.name() + suffix + (kind.namespaced() && suffix.equals("AllNamespaces") ? "" : "Named"));
        Parameters.add(operation.putArray("parameters"), action);
        body(operation, action, kind);
        responses(operation, action, kind);
        operation.put("x-kubernetes-action", action);
        groupVersionKind(operation.putObject("x-kubernetes-group-version-kind"), kind);
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
