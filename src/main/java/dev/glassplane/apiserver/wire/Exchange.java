package dev.glassplane.apiserver.wire;

import dev.glassplane.registry.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One request and its answer. */
public final class Exchange {

    /** Bytes that a body may have, as etcd-backed servers limit it. */
    public static final int BODY_BYTES_MAX = 3 * 1024 * 1024;
    /** Bytes of all warnings together; further ones are left out, as kube-apiserver does. */
    private static final int WARNING_BYTES_MAX = 4 * 1024;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final List<String> segments;
    private final Query query;
    private int warningBytes;

    /** @throws ApiException 400 if path or query are not properly encoded */
    public Exchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
        this.segments = segments(request.getRequestURI());
        this.query = Query.parse(request.getQueryString());
    }

    /** @return the path's parts, decoded, without empty ones */
    public List<String> segments() {
        return segments;
    }

    /** @return query parameters */
    public Query query() {
        return query;
    }

    /** @return HTTP method in upper case */
    public String method() {
        return request.getMethod();
    }

    /** @return header, empty if absent */
    public String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** @return the servlet request, for streams */
    public HttpServletRequest request() {
        return request;
    }

    /** @return the servlet response, for streams */
    public HttpServletResponse response() {
        return response;
    }

    /**
     * @return the whole body
     * @throws ApiException 413 above {@link #BODY_BYTES_MAX}
     */
    public byte[] body() throws IOException {
        if (request.getContentLengthLong() > BODY_BYTES_MAX) {
            throw Statuses.tooLarge(BODY_BYTES_MAX);
        }
        byte[] bytes = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw Statuses.tooLarge(BODY_BYTES_MAX);
        }
        return bytes;
    }

    /** Adds a {@code Warning} header (RFC 7234 section 5.5 as the API uses it: code 299, agent {@code -}). */
    public void warn(String text) {
        String value = "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace('\n', ' ') + "\"";
        warningBytes += value.length();
        if (warningBytes <= WARNING_BYTES_MAX) {
            response.addHeader("Warning", value);
        }
    }

    /** @return whether the client is a person who looks at the text */
    public boolean pretty() {
        if (query.has("pretty")) {
            return query.flag("pretty");
        }
        String agent = header("User-Agent");
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }

    /** Answers with JSON. */
    public void json(int code, JsonNode body) throws IOException {
        bytes(code, "application/json", pretty() ? Json.prettyBytes(body) : Json.bytes(body));
    }

    /** Answers with text. */
    public void text(int code, String text) throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        bytes(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a whole body. */
    public void bytes(int code, String mediaType, byte[] body) throws IOException {
        start(code, mediaType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Sets status and headers of an answer whose body follows. */
    public void start(int code, String mediaType) {
        response.setStatus(code);
        response.setHeader("Content-Type", mediaType);
        response.setHeader("Cache-Control", "no-cache, private");
    }

    /** Answers an unknown path. */
    public void pageNotFound() throws IOException {
        text(404, "404 page not found\n");
    }

    private static List<String> segments(String uri) {
        List<String> segments = new ArrayList<>(8);
        int start = 0;
        while (start < uri.length()) {
            int end = uri.indexOf('/', start);
            end = end < 0 ? uri.length() : end;
            if (end > start) {
                segments.add(decode(uri.substring(start, end)));
            }
            start = end + 1;
        }
        return segments;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Statuses.badRequest("invalid URL escape in the path: " + segment);
        }
    }
}
