package dev.glassplane.apiserver.wire;

import dev.glassplane.registry.ApiException;
import dev.glassplane.apiserver.protobuf.Protobuf;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoded request body.
 *
 * @param tree       the value
 * @param duplicates paths of fields that came twice, for example {@code metadata.name}; the last one counts
 */
public record Body(JsonNode tree, List<String> duplicates) {

    private static final List<String> OBJECT_TYPES = List.of("application/json", "application/yaml", Protobuf.MEDIA_TYPE);
    private static final int SUMMARY_CHARS = 30;

    /** A body that is not what its media type says. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads an object in JSON, YAML or protobuf. A missing media type means JSON.
     *
     * @param expectedKind for messages
     * @throws ApiException 400 malformed, 413 too large, 415 another media type
     */
    public static Body object(Exchange exchange, String expectedKind) throws IOException {
        String type = mediaType(exchange.header("Content-Type"));
        boolean yaml = switch (type) {
            case "", "application/json", "*/*", Protobuf.MEDIA_TYPE -> false;
            case "application/yaml" -> true;
            default -> throw Statuses.unsupportedMediaType(OBJECT_TYPES, "");
        };
        byte[] bytes = exchange.body();
        try {
            Body body = type.equals(Protobuf.MEDIA_TYPE) ? new Body(Protobuf.decode(bytes), List.of())
                    : decode(bytes, exchange.header("Content-Type"), yaml);
            if (body.tree instanceof ObjectNode) {
                return body;
            }
            throw new MalformedException("couldn't get version/kind; json parse error: json: cannot unmarshal "
                    + body.tree.getNodeType().name().toLowerCase(Locale.ROOT)
                    + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                    + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
        } catch (MalformedException | Protobuf.MalformedException e) {
            throw Statuses.badRequest("the object provided is unrecognized (must be of type " + expectedKind + "): " + e.getMessage()
                    + " (" + summary(bytes) + ")");
        }
    }

    /** Reads a patch; YAML is taken by the same types, as kube-apiserver does for apply patches only, so JSON here. */
    public static Body patch(Exchange exchange) throws IOException {
        byte[] bytes = exchange.body();
        try {
            return decode(bytes, exchange.header("Content-Type"), false);
        } catch (MalformedException e) {
            throw Statuses.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    /**
     * Reads the configuration of a server-side apply, which is YAML and so may be JSON.
     *
     * @throws ApiException 400 malformed, 413 too large
     */
    public static Body applied(Exchange exchange) throws IOException {
        byte[] bytes = exchange.body();
        boolean json = bytes.length > 0 && bytes[0] == '{';
        try {
            Body body = decode(bytes, exchange.header("Content-Type"), !json);
            if (body.tree instanceof ObjectNode) {
                return body;
            }
            throw new MalformedException("expected an object, found " + body.tree.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (MalformedException e) {
            throw Statuses.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    /** @return the value as an object; only for bodies read by {@link #object} and {@link #applied} */
    public ObjectNode objectNode() {
        return (ObjectNode) tree;
    }

    /** @return type and subtype of a Content-Type header, in lower case, without parameters */
    public static String mediaType(String header) {
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static Body decode(byte[] bytes, String contentType, boolean yaml) throws MalformedException {
        Charset charset = charset(contentType);
        if (yaml) {
            return YamlTree.read(new String(bytes, charset));
        }
        return JsonTree.read(charset.equals(StandardCharsets.UTF_8) ? bytes : new String(bytes, charset).getBytes(StandardCharsets.UTF_8));
    }

    private static Charset charset(String contentType) {
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = contentType.substring(at + "charset=".length()).split(";")[0].strip().replace("\"", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw Statuses.unsupportedMediaType(OBJECT_TYPES, "; the charset \"" + name + "\" is unknown, expected utf-8");
        }
    }

    private static String summary(byte[] bytes) {
        if (bytes.length == 0) {
            return "<empty>";
        }
        boolean cut = bytes.length > SUMMARY_CHARS;
        int length = Math.min(bytes.length, SUMMARY_CHARS);
        String text = bytes[0] == '{' ? new String(bytes, 0, length, StandardCharsets.UTF_8) : HexFormat.of().formatHex(bytes, 0, length);
        return cut ? text + " ..." : text;
    }
}
