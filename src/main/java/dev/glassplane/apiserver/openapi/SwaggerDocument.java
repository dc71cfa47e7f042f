package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents of all group versions as one of OpenAPI 2.0, for clients of before 2023. Examples are left out. */
final class SwaggerDocument {

    private static final Set<String> KEPT = Set.of("type", "format", "description", "title", "required", "enum", "default", "pattern", "minimum",
            "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

    private final ObjectNode document = Json.object().put("swagger", "2.0");
    private final ObjectNode paths;
    private final ObjectNode definitions;

    SwaggerDocument(String version) {
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        paths = document.putObject("paths");
        definitions = document.putObject("definitions");
    }

    /** Adds the document of a group version. */
    void add(ObjectNode groupVersion) {
        groupVersion.path("components").path("schemas").properties().forEach(each -> definitions.set(each.getKey(), schema(each.getValue())));
        groupVersion.path("paths").properties().forEach(each -> {
            ObjectNode item = paths.putObject(each.getKey());
            each.getValue().properties().forEach(operation -> item.set(operation.getKey(), operation(operation.getValue())));
        });
    }

    ObjectNode document() {
        return document;
    }

    private static ObjectNode operation(JsonNode operation) {
        ObjectNode out = Json.object();
        for (String field : new String[] {"tags", "summary", "operationId"}) {
            out.set(field, operation.path(field));
        }
        ArrayNode parameters = out.putArray("parameters");
        for (JsonNode each : operation.path("parameters")) {
            ObjectNode parameter = parameters.addObject().put("name", each.path("name").asString()).put("in", each.path("in").asString())
                    .put("description", each.path("description").asString(""))
                    .put("type", each.path("schema").path("type").asString("string"));
            if (each.path("required").asBoolean(false)) {
                parameter.put("required", true);
            }
        }
        if (operation.has("requestBody")) {
            JsonNode body = operation.path("requestBody").path("content").path("application/json").path("schema");
            parameters.addObject().put("name", "body").put("in", "body").put("required", true)
                    .set("schema", body.isMissingNode() ? Json.object().put("type", "object") : schema(body));
        }
        ObjectNode responses = out.putObject("responses");
        operation.path("responses").properties().forEach(each ->
                responses.putObject(each.getKey()).put("description", each.getValue().path("description").asString("")));
        extensions(operation, out);
        return out;
    }

    private static ObjectNode schema(JsonNode schema) {
        ObjectNode out = Json.object();
        String reference = schema.has("$ref") ? schema.path("$ref").asString() : schema.path("allOf").path(0).path("$ref").asString("");
        if (!reference.isEmpty()) {
            return out.put("$ref", reference.replace("#/components/schemas/", "#/definitions/"));
        }
        KEPT.stream().filter(schema::has).forEach(field -> out.set(field, schema.get(field)));
        if (schema.has("oneOf") || schema.path("x-kubernetes-int-or-string").asBoolean(false)) {
            out.put("type", "string"); // a number or a text, which this version cannot say
        }
        if (schema.path("properties").isObject()) {
            ObjectNode properties = out.putObject("properties");
            for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
                properties.set(each.getKey(), schema(each.getValue()));
            }
        }
        if (schema.path("items").isObject()) {
            out.set("items", schema(schema.path("items")));
        }
        if (schema.path("additionalProperties").isObject()) {
            out.set("additionalProperties", schema(schema.path("additionalProperties")));
        }
        extensions(schema, out);
        return out;
    }

    private static void extensions(JsonNode from, ObjectNode to) {
        from.properties().stream().filter(each -> each.getKey().startsWith("x-")).forEach(each -> to.set(each.getKey(), each.getValue()));
    }
}
