package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.image.KubernetesVersion;
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
    private static final String DESCRIPTION = "The names and bodies shown work on a fresh server with the demo application. "
            + "Read and patch take an object that is there from the start, if there is one; "
            + "the others take the one that the example of POST creates: create it first.";

    private final Kinds kinds;
    private final KubernetesVersion emulated;
    private final List<Kind> own;
    private final Map<String, ObjectNode> schemas;

    GroupVersionDocument(Kinds kinds, List<Kind> own, KubernetesVersion emulated) {
        this.kinds = kinds;
        this.emulated = emulated;
        this.own = own;
        this.schemas = kinds.schemas(own.getFirst().group(), own.getFirst().version());
    }

    ObjectNode document() {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        String group = own.getFirst().group().isEmpty() ? "core" : own.getFirst().group();
        document.putObject("info").put("title", "Kubernetes: " + group + "/" + own.getFirst().version()).put("version", emulated.release())
                .put("description", DESCRIPTION);
        ObjectNode paths = document.putObject("paths");
        for (Kind kind : own) {
            paths(paths, kind);
        }
        ObjectNode components = document.putObject("components").putObject("schemas");
        schemas.forEach(components::set);
        return document;
    }

    private void paths(ObjectNode paths, Kind kind) {
        Examples examples = Examples.of(kind);
        List<String> verbs = kinds.verbs(kind);
        String root = kind.group().isEmpty() ? "/api/" + kind.version() + "/" : "/apis/" + kind.apiVersion() + "/";
        String collection = root + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        String scoped = (kind.namespaced() ? "Namespaced" : "") + kind.name();
        if (kind.namespaced() && verbs.contains("list")) {
            Target everywhere = new Target(kind, kind.name() + "ForAllNamespaces", "", "", examples);
            operation(paths.putObject(root + kind.plural()), "get", "list", everywhere, "List or watch " + kind.name() + " in all namespaces");
        }
        ObjectNode all = Json.object();
        Target many = new Target(kind, scoped, kind.namespaced() ? Examples.NAMESPACE : "", "", examples);
        operationIf(verbs, "list", all, "get", "list", many, "List or watch " + kind.name());
        operationIf(verbs, "create", all, "post", "post", many, "Create a " + kind.name());
        operationIf(verbs, "deletecollection", all, "delete", "deletecollection", many.as("Collection" + scoped),
                "Delete " + kind.name() + " by selector");
        paths.set(collection, all);
        ObjectNode one = Json.object();
        Target read = new Target(kind, scoped, kind.namespaced() ? examples.readNamespace() : "", examples.readName(), examples);
        Target written = new Target(kind, scoped, many.namespace(), examples.writtenName(), examples);
        operationIf(verbs, "get", one, "get", "get", read, "Read a " + kind.name());
        operationIf(verbs, "update", one, "put", "put", written, "Replace a " + kind.name());
        operationIf(verbs, "patch", one, "patch", "patch", read, "Patch a " + kind.name());
        operationIf(verbs, "delete", one, "delete", "delete", written, "Delete a " + kind.name());
        if (verbs.equals(List.of("create"))) {
            // kubectl create -f looks here, and nowhere else, whether the server checks fields by itself.
            Target asked = new Target(kind, scoped, "", "", Examples.NONE);
            operation(one, "patch", "patch", asked, "Not served: a " + kind.name() + " is answered when it is created");
        }
        if (!one.isEmpty()) {
            paths.set(collection + "/{name}", one);
        }
        if (kinds.subresources(kind).contains("status")) {
            ObjectNode status = paths.putObject(collection + "/{name}/status");
            operation(status, "get", "get", read.as(scoped + "Status"), "Read the status of a " + kind.name());
            operation(status, "put", "put", written.as(scoped + "Status"), "Replace the status of a " + kind.name());
            operation(status, "patch", "patch", written.as(scoped + "Status"), "Patch the status of a " + kind.name());
        }
    }

    /**
     * What an operation is about.
     *
     * @param words     last part of the operation's id
     * @param namespace example of the path's namespace, empty if the path has none
     * @param name      example of the path's name, empty if the path has none or there is no example
     */
    private record Target(Kind kind, String words, String namespace, String name, Examples examples) {

        Target as(String words) {
            return new Target(kind, words, namespace, name, examples);
        }

        boolean status() {
            return words.endsWith(kind.name() + "Status");
        }
    }

    private void operationIf(List<String> verbs, String verb, ObjectNode pathItem, String method, String action, Target target, String summary) {
        if (verbs.contains(verb)) {
            operation(pathItem, method, action, target, summary);
        }
    }

    private void operation(ObjectNode pathItem, String method, String action, Target target, String summary) {
        Kind kind = target.kind();
        ObjectNode operation = pathItem.putObject(method);
        operation.putArray("tags").add(kind.name());
        operation.put("summary", summary).put("operationId", verb(action) + groupVersionWord(kind) + target.words());
        ArrayNode parameters = operation.putArray("parameters");
        if (List.of("get", "put", "patch", "delete").contains(action)) {
            Parameters.path(parameters, "name", "name of the " + kind.name(), target.name());
        }
        if (!target.namespace().isEmpty()) {
            Parameters.path(parameters, "namespace", "namespace of the " + kind.name(), target.namespace());
        }
        Parameters.add(parameters, action);
        body(operation, action, target);
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

    private void body(ObjectNode operation, String action, Target target) {
        Examples examples = target.examples();
        switch (action) {
            case "post" -> RequestBodies.object(operation, reference(target.kind()), examples.create());
            case "put" -> RequestBodies.object(operation, reference(target.kind()),
                    target.status() ? examples.statusReplacements() : examples.replacements());
            case "patch" -> {
                if (target.status()) {
                    RequestBodies.patch(operation, target.kind(), examples.statusPatches(), examples.statusJsonPatches());
                } else {
                    RequestBodies.patch(operation, target.kind(), examples.patches(), examples.jsonPatches());
                }
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
        responses.putObject("default").put("description", "A refusal: a Status with reason, message and the fields concerned");
    }

    private ObjectNode reference(Kind kind) {
        String name = kinds.schemaName(kind);
        return schemas.containsKey(name) ? Json.object().put("$ref", "#/components/schemas/" + name) : Json.object().put("type", "object");
    }

    private static void groupVersionKind(ObjectNode node, Kind kind) {
        node.put("group", kind.group()).put("version", kind.version()).put("kind", kind.name());
    }
}
