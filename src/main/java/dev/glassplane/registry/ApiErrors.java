package dev.glassplane.registry;

import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.ApiException.Details;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The errors of kube-apiserver, in its words. Codes, reasons and texts: {@code kubernetes/apimachinery: pkg/api/errors/errors.go}. Every
 * module that refuses something takes its error from here.
 */
public final class ApiErrors {

    private ApiErrors() {}

    /** @return 404 {@code pods "x" not found} */
    public static ApiException notFound(Kind kind, String name) {
        return notFound(kind.group(), kind.plural(), name);
    }

    /** @return 404 about a resource that need not be served */
    public static ApiException notFound(String group, String plural, String name) {
        String resource = group.isEmpty() ? plural : plural + "." + group;
        return new ApiException(404, "NotFound", resource + " " + quoted(name) + " not found", about(name, group, plural));
    }

    /** @return 409 {@code pods "x" already exists} */
    public static ApiException alreadyExists(Kind kind, String name) {
        return new ApiException(409, "AlreadyExists", kind.resource() + " " + quoted(name) + " already exists", about(kind, name));
    }

    /** @return 409 {@code Operation cannot be fulfilled on pods "x": why} */
    public static ApiException conflict(Kind kind, String name, String why) {
        return new ApiException(409, "Conflict", "Operation cannot be fulfilled on " + kind.resource() + " " + quoted(name) + ": " + why,
                about(kind, name));
    }

    /** @return 409 for a resourceVersion that is not the current one */
    public static ApiException staleResourceVersion(Kind kind, String name) {
        return conflict(kind, name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** @return 422 {@code Deployment.apps "x" is invalid: ...}, one cause a field */
    public static ApiException invalid(Kind kind, String name, List<Cause> causes) {
        return invalid(kind.group(), kind.name(), name, causes);
    }

    /** @return 422 about a kind that is not served by itself, such as {@code DeleteOptions} or {@code Scale} */
    public static ApiException invalid(String group, String kindName, String name, List<Cause> causes) {
        LinkedHashSet<String> texts = new LinkedHashSet<>();
        causes.forEach(cause -> texts.add(cause.field() + ": " + cause.message()));
        String all = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        String qualified = group.isEmpty() ? kindName : kindName + "." + group;
        return new ApiException(422, "Invalid", qualified + " " + quoted(name) + " is invalid: " + all,
                new Details(name, group, kindName, "", causes, 0));
    }

    /** @return 422 with the text that a JSON Patch gets which cannot be applied */
    public static ApiException unprocessable(String message) {
        return new ApiException(422, "Invalid", message, new Details("", "", "", "", List.of(), 0));
    }

    /** @return 400 */
    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, null);
    }

    /** @return 403 {@code pods "x" is forbidden: why} */
    public static ApiException forbidden(Kind kind, String name, String why, List<Cause> causes) {
        String what = name.isEmpty() ? kind.resource() : kind.resource() + " " + quoted(name);
        return new ApiException(403, "Forbidden", what + " is forbidden: " + why,
                new Details(name, kind.group(), kind.plural(), "", causes, 0));
    }

    /** @return 405 {@code create is not supported on resources of kind "pods"} */
    public static ApiException methodNotSupported(Kind kind, String verb) {
        return new ApiException(405, "MethodNotAllowed", verb + " is not supported on resources of kind " + quoted(kind.resource()),
                about(kind, ""));
    }

    /** @return 406 naming what could be had */
    public static ApiException notAcceptable(List<String> mediaTypes) {
        return new ApiException(406, "NotAcceptable",
                "only the following media types are accepted: " + String.join(", ", mediaTypes), null);
    }

    /** @return 415 naming what is taken */
    public static ApiException unsupportedMediaType(List<String> mediaTypes) {
        return new ApiException(415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + String.join(", ", mediaTypes), null);
    }

    /** @return 410 for a resourceVersion or continue token that is too old */
    public static ApiException expired(String message) {
        return new ApiException(410, "Expired", message, null);
    }

    /** @return 413 */
    public static ApiException tooLarge(String message) {
        return new ApiException(413, "RequestEntityTooLarge", "Request entity too large: " + message, null);
    }

    /** @return 429 {@code why}, to be tried again */
    public static ApiException tooManyRequests(String why, int retryAfterSeconds) {
        return new ApiException(429, "TooManyRequests", why, new Details("", "", "", "", List.of(), retryAfterSeconds));
    }

    /** @return 504, to be tried again */
    public static ApiException timeout(String message, List<Cause> causes, int retryAfterSeconds) {
        return new ApiException(504, "Timeout", "Timeout: " + message, new Details("", "", "", "", causes, retryAfterSeconds));
    }

    /** @return 500 {@code Internal error occurred: why} */
    public static ApiException internal(String why) {
        return new ApiException(500, "InternalError", "Internal error occurred: " + why,
                new Details("", "", "", "", List.of(new Cause("", why, "")), 0));
    }

    private static Details about(Kind kind, String name) {
        return about(name, kind.group(), kind.plural());
    }

    private static Details about(String name, String group, String plural) {
        return new Details(name, group, plural, "", List.of(), 0);
    }

    private static String quoted(String text) {
        return FieldErrors.quoted(text);
    }
}
