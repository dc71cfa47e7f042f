package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.openapi.Examples.Body;
import dev.glassplane.apiserver.wire.BuiltIn;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of requests, with examples by name. */
final class RequestBodies {

    private RequestBodies() {}

    /** Adds a body that is an object of the kind. */
    static void object(ObjectNode operation, ObjectNode schema, Map<String, Body> examples) {
        media(content(operation), "application/json", schema, examples);
    }

    /** Adds a body that is a patch, in the forms that are understood: custom resources know no strategic one. */
    static void patch(ObjectNode operation, Kind kind, Map<String, Body> merge, Map<String, Body> json) {
        ObjectNode content = content(operation);
        media(content, "application/merge-patch+json", Json.object().put("type", "object"), merge);
        if (BuiltIn.is(kind)) {
            media(content, "application/strategic-merge-patch+json", Json.object().put("type", "object"), merge);
        }
        ObjectNode list = Json.object().put("type", "array");
        list.putObject("items").put("type", "object");
        media(content, "application/json-patch+json", list, json);
    }

    private static ObjectNode content(ObjectNode operation) {
        return operation.putObject("requestBody").put("required", true).putObject("content");
    }

    private static void media(ObjectNode content, String type, ObjectNode schema, Map<String, Body> examples) {
        ObjectNode media = content.putObject(type);
        media.set("schema", schema);
        if (!examples.isEmpty()) {
            ObjectNode named = media.putObject("examples");
            examples.forEach((name, body) -> named.putObject(name).put("summary", body.summary()).set("value", body.value()));
        }
    }
}
