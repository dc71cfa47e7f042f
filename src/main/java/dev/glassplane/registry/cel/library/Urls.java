package dev.glassplane.registry.cel.library;

import static dev.glassplane.registry.cel.library.Types.URL;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.glassplane.registry.cel.library.Types.Url;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code url}, {@code isURL} and what URLs tell. */
final class Urls {

    private Urls() {}

    static List<Function> functions() {
        return List.of(
                Function.named("url").global("string_to_url", URL, args -> parse((String) args[0]), SimpleType.STRING),
                Function.named("isURL").global("is_url_string", SimpleType.BOOL, args -> isUrl((String) args[0]), SimpleType.STRING),
                Function.named("getScheme").member("url_get_scheme", SimpleType.STRING, args -> text(uri(args).getScheme()), URL),
                Function.named("getHost").member("url_get_host", SimpleType.STRING, args -> host(uri(args)), URL),
                Function.named("getHostname").member("url_get_hostname", SimpleType.STRING, args -> text(uri(args).getHost()).replaceAll("[\\[\\]]", ""), URL),
                Function.named("getPort").member("url_get_port", SimpleType.STRING,
                        args -> uri(args).getPort() < 0 ? "" : Integer.toString(uri(args).getPort()), URL),
                Function.named("getEscapedPath").member("url_get_escaped_path", SimpleType.STRING, args -> text(uri(args).getRawPath()), URL),
                Function.named("getQuery").member("url_get_query", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        args -> query(uri(args)), URL));
    }

    static boolean isUrl(String text) {
        try {
            return isUrl(new URI(text));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isUrl(URI uri) {
        return uri.isAbsolute() || uri.getRawSchemeSpecificPart().startsWith("/");
    }

    private static Url parse(String text) {
        try {
            URI uri = new URI(text);
            if (isUrl(uri)) {
                return new Url(uri);
            }
        } catch (URISyntaxException _) {
            // the message below says it
        }
        throw new IllegalArgumentException("URL parse error during conversion from string: parse \"" + text + "\": invalid URI for request");
    }

    private static URI uri(Object[] args) {
        return ((Url) args[0]).uri();
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String host(URI uri) {
        return text(uri.getHost()) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static Map<String, List<String>> query(URI uri) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String part : text(uri.getRawQuery()).split("&")) {
            if (!part.isEmpty()) {
                int split = part.indexOf('=');
                String key = decoded(split < 0 ? part : part.substring(0, split));
                out.computeIfAbsent(key, _ -> new ArrayList<>()).add(split < 0 ? "" : decoded(part.substring(split + 1)));
            }
        }
        return out;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
