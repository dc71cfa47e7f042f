package dev.glassplane.apiserver.wire;

import dev.glassplane.registry.ApiException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code Status} objects, and the failures that the wire itself finds. Texts as in {@code kubernetes/apimachinery: pkg/api/errors}. */
public final class Statuses {

    private static final ApiException.Details NONE = new ApiException.Details("", "", "", "", List.of(), 0);

    private Statuses() {}

    /** @return the body of a failed request */
    public static ObjectNode of(ApiException e) {
        ObjectNode status = head().put("status", "Failure").put("message", e.getMessage());
        put(status, "reason", e.reason());
        if (e.details() != null) {
            status.set("details", details(e.details()));
        }
        return status.put("code", e.code());
    }

    /** @return the body of a success that has no object to show */
    public static ObjectNode success(String name, String group, String resource, String uid) {
        ObjectNode status = head().put("status", "Success");
        status.set("details", details(new ApiException.Details(name, group, resource, uid, List.of(), 0)));
        return status;
    }

    /** @return the body of a success about nothing in particular, such as an eviction */
    public static ObjectNode success(int code) {
        return head().put("status", "Success").put("code", code);
    }

    /** @return 400 */
    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, null);
    }

    /** @return 405 */
    public static ApiException methodNotAllowed() {
        return new ApiException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", NONE);
    }

    /** @return 404 for an object */
    public static ApiException notFound(String resource, String group, String name) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        return new ApiException(404, "NotFound", qualified + " \"" + name + "\" not found",
                new ApiException.Details(name, group, resource, "", List.of(), 0));
    }

    /** @return 413 */
    public static ApiException tooLarge(int limitBytes) {
        return new ApiException(413, "RequestEntityTooLarge", "Request entity too large: limit is " + limitBytes, NONE);
    }

    /** @return 415 naming what would be accepted */
    public static ApiException unsupportedMediaType(List<String> accepted, String hint) {
        return new ApiException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: "
                + String.join(", ", accepted) + hint, NONE);
    }

    /** @return 410: the history that was asked for is gone */
    public static ApiException expired(String message) {
        return new ApiException(410, "Expired", message, null);
    }

    /** @return 504: a revision that has not happened yet */
    public static ApiException tooLargeResourceVersion(long asked, long current) {
        return new ApiException(504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + current,
                new ApiException.Details("", "", "", "",
                        List.of(new ApiException.Cause("ResourceVersionTooLarge", "Too large resource version", "")), 1));
    }

    /**
     * @param optionsKind {@code ListOptions}, {@code CreateOptions}, ...
     * @param reason      machine word of the cause
     * @param text        of the cause, for example {@code Unsupported value: "x": supported values: "All"}
     * @param field       parameter name
     * @return 422 about a request option
     */
    public static ApiException invalidOption(String optionsKind, String field, String reason, String text) {
        return new ApiException(422, "Invalid", optionsKind + ".meta.k8s.io \"\" is invalid: " + field + ": " + text,
                new ApiException.Details("", "meta.k8s.io", optionsKind, "", List.of(new ApiException.Cause(reason, text, field)), 0));
    }

    /** @return 500 */
    public static ApiException internal(String message) {
        return new ApiException(500, "InternalError", "Internal error occurred: " + message,
                new ApiException.Details("", "", "", "", List.of(new ApiException.Cause("", message, "")), 0));
    }

    private static ObjectNode head() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status;
    }

    private static ObjectNode details(ApiException.Details details) {
        ObjectNode node = Json.object();
        put(node, "name", details.name());
        put(node, "group", details.group());
        put(node, "kind", details.kind());
        put(node, "uid", details.uid());
        if (details.causes() != null && !details.causes().isEmpty()) {
            ArrayNode causes = node.putArray("causes");
            for (ApiException.Cause cause : details.causes()) {
                ObjectNode entry = causes.addObject();
                put(entry, "reason", cause.reason());
                put(entry, "message", cause.message());
                put(entry, "field", cause.field());
            }
        }
        if (details.retryAfterSeconds() > 0) {
            node.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        return node;
    }

    private static void put(ObjectNode node, String field, String value) {
        if (value != null && !value.isEmpty()) {
            node.put(field, value);
        }
    }
}
