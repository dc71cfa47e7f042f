package dev.glassplane.docs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * An operation of a document.
 *
 * @param path      with parameters in braces
 * @param method    in capitals
 * @param operation as the document has it
 */
record DocumentedOperation(String path, String method, JsonNode operation) {

    /** A request that the document proposes. {@code name} says which examples it is made of; {@code contentType} and body may be null. */
    record Proposal(String name, String path, String contentType, String body) {}

    static List<DocumentedOperation> of(JsonNode document) {
        List<DocumentedOperation> operations = new ArrayList<>();
        document.get("paths").propertyStream().forEach(path -> path.getValue().propertyStream().forEach(method ->
                operations.add(new DocumentedOperation(path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue()))));
        return operations;
    }

    String id() {
        return operation.get("operationId").asString();
    }

    /** @return what a request needs and no example gives: names of parameters, {@code body TYPE} */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        parameters().stream().filter(parameter -> parameter.path("required").asBoolean(false) && values(parameter).isEmpty())
                .forEach(parameter -> missing.add(parameter.get("name").asString()));
        operation.path("requestBody").path("content").propertyStream().filter(media -> media.getValue().path("examples").isEmpty())
                .forEach(media -> missing.add("body " + media.getKey()));
        return missing;
    }

    /** @return one request for each example of a parameter or body, every other parameter having its first example; fields are checked strictly */
    List<Proposal> proposals() {
        List<Proposal> proposals = new ArrayList<>();
        operation.path("requestBody").path("content").propertyStream().forEach(media -> media.getValue().path("examples").propertyStream()
                .forEach(example -> proposals.add(new Proposal(media.getKey() + " " + example.getKey(), filled(null, ""), media.getKey(),
                        text(example.getValue().get("value"))))));
        if (proposals.isEmpty()) {
            proposals.add(new Proposal("as it is", filled(null, ""), null, null));
            for (JsonNode parameter : parameters()) {
                values(parameter).stream().skip(1).forEach(value -> proposals.add(
                        new Proposal(parameter.get("name").asString() + "=" + value, filled(parameter, value), null, null)));
            }
        }
        return proposals;
    }

    private String filled(JsonNode chosen, String value) {
        String filled = path;
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : parameters()) {
            List<String> values = values(parameter);
            String name = parameter.get("name").asString();
            if (name.equals("fieldValidation")) {
                query.add("fieldValidation=Strict");
            }
            if (parameter != chosen && values.isEmpty()) {
                continue;
            }
            String text = URLEncoder.encode(parameter == chosen ? value : values.getFirst(), StandardCharsets.UTF_8);
            if (parameter.get("in").asString().equals("path")) {
                filled = filled.replace("{" + name + "}", text);
            } else {
                query.add(name + "=" + text);
            }
        }
        return query.isEmpty() ? filled : filled + "?" + String.join("&", query);
    }

    private List<JsonNode> parameters() {
        return operation.path("parameters").valueStream().toList();
    }

    /** The examples of a parameter, then the other values that it may have. */
    private static List<String> values(JsonNode parameter) {
        List<String> values = new ArrayList<>();
        if (parameter.has("example")) {
            values.add(parameter.get("example").asString());
        }
        parameter.path("examples").valueStream().forEach(example -> values.add(example.get("value").asString()));
        if (!values.isEmpty()) {
            parameter.path("schema").path("enum").valueStream().map(JsonNode::asString).filter(value -> !values.contains(value)).forEach(values::add);
        }
        return values;
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }
}
