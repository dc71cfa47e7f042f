package dev.glassplane.apiserver.openapi;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The query parameters of the Kubernetes verbs. */
final class Parameters {

    private Parameters() {}

    /** Appends the parameters of an action: list, post, put, patch, delete, deletecollection, get. */
    static void add(ArrayNode parameters, String action) {
        switch (action) {
            case "list" -> selection(parameters);
            case "post", "put" -> write(parameters);
            case "patch" -> {
                write(parameters);
                query(parameters, "force", "boolean", "take over fields that other managers own; for server-side apply only");
            }
            case "delete" -> deletion(parameters);
            case "deletecollection" -> {
                // Without a selector everything goes: the example keeps a page from doing that at the first click.
                query(parameters, "labelSelector", "string", "which objects, by their labels: a=b,c!=d,e in (f,g),!h").put("example", "app=example");
                query(parameters, "fieldSelector", "string", "which objects, by fields of theirs: metadata.name=web");
                deletion(parameters);
            }
            default -> { }
        }
        query(parameters, "pretty", "string", "true for indented JSON");
    }

    /** Appends a path parameter; an empty example is none. */
    static void path(ArrayNode parameters, String name, String description, String example) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", "path").put("description", description).put("required", true);
        parameter.putObject("schema").put("type", "string");
        if (!example.isEmpty()) {
            parameter.put("example", example);
        }
    }

    private static void selection(ArrayNode parameters) {
        query(parameters, "labelSelector", "string", "which objects, by their labels: a=b,c!=d,e in (f,g),!h");
        query(parameters, "fieldSelector", "string", "which objects, by fields of theirs: metadata.name=web");
        query(parameters, "limit", "integer", "objects a page");
        query(parameters, "continue", "string", "the token of the page before");
        query(parameters, "resourceVersion", "string", "empty: the present; N: at least N, or exactly N");
        query(parameters, "resourceVersionMatch", "string", "NotOlderThan or Exact");
        query(parameters, "watch", "boolean", "stream changes, one JSON event a line");
        query(parameters, "allowWatchBookmarks", "boolean", "whether BOOKMARK events are understood");
        query(parameters, "sendInitialEvents", "boolean", "begin a watch with the present objects and a marked bookmark");
        query(parameters, "timeoutSeconds", "integer", "how long a watch lasts");
    }

    private static void write(ArrayNode parameters) {
        choice(query(parameters, "dryRun", "string", "All: do everything but store"), List.of("All"));
        query(parameters, "fieldManager", "string", "who writes");
        choice(query(parameters, "fieldValidation", "string", "what happens to unknown and duplicate fields; Warn by default"),
                List.of("Ignore", "Warn", "Strict"));
    }

    private static void deletion(ArrayNode parameters) {
        choice(query(parameters, "dryRun", "string", "All: do everything but delete"), List.of("All"));
        query(parameters, "gracePeriodSeconds", "integer", "seconds that a pod may take to stop, 0: at once");
        choice(query(parameters, "propagationPolicy", "string", "what happens to dependents"), List.of("Orphan", "Background", "Foreground"));
    }

    private static ObjectNode query(ArrayNode parameters, String name, String type, String description) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query").put("description", description);
        parameter.putObject("schema").put("type", type);
        return parameter;
    }

    private static void choice(ObjectNode parameter, List<String> values) {
        ArrayNode list = ((ObjectNode) parameter.get("schema")).putArray("enum");
        values.forEach(list::add);
    }
}
