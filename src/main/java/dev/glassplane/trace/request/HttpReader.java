package dev.glassplane.trace.request;

import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads URLs, methods and headers. */
final class HttpReader {

    /** Header lines of a question. */
    static final int HEADERS_MAX = 64;
    /** Characters of a path with its query. */
    static final int TARGET_MAX = 8192;
    /** Characters of a header value. */
    static final int VALUE_MAX = 8192;

    static final List<String> FIELDS = List.of("method", "headers", "sni", "clientCertificate");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
    private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x22\\x24-\\x7e]*");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]/]+)(?::(.*))?");

    private HttpReader() {}

    /** Whether the text is a URL that is read here. */
    static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /** @param text {@code https://host:port/path?query} */
    static To.Url url(String field, String text) {
        boolean tls = text.startsWith("https://");
        String rest = text.substring(tls ? 8 : 7);
        int end = rest.length();
        for (char c : new char[] {'/', '?', '#'}) {
            int at = rest.indexOf(c);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return url(field, tls, rest.substring(0, end), rest.substring(end));
    }

    /**
     * @param authority host with an optional port
     * @param after     what follows, may be empty
     */
    static To.Url url(String field, boolean tls, String authority, String after) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            throw RequestException.invalid(field, "http(s)://HOST[:PORT][/PATH][?QUERY]", EndsReader.quoted(authority));
        }
        String host = matcher.group(1);
        boolean literal = host.startsWith("[") || Ip.tryParse(host).isPresent();
        String named = literal ? EndsReader.ip(field, host.replaceAll("[\\[\\]]", "")).toString() : EndsReader.host(field, host.toLowerCase(Locale.ROOT));
        OptionalInt port = matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(EndsReader.portNumber(field, matcher.group(2)));
        return new To.Url(tls, named, port, target(field, after));
    }

    /** @return path and query; without a path, the root; what follows a {@code #} stays with the client */
    static String target(String field, String text) {
        int hash = text.indexOf('#');
        String sent = hash >= 0 ? text.substring(0, hash) : text;
        String target = sent.startsWith("/") ? sent : "/" + sent;
        if (target.length() > TARGET_MAX || !TARGET.matcher(target).matches()) {
            throw RequestException.invalid(field, "a path and query of at most " + TARGET_MAX + " visible ASCII characters (others as %XX)", EndsReader.quoted(text));
        }
        return target;
    }

    static HttpWish wish(Members members) {
        String method = members.text("method").orElse("GET").toUpperCase(Locale.ROOT);
        if (!TOKEN.matcher(method).matches()) {
            throw RequestException.invalid("method", "a method such as GET", EndsReader.quoted(method));
        }
        Headers headers = headers(members.node("headers"));
        return new HttpWish(method, headers.remove("host"), headers.joined("host"),
                members.text("sni").map(name -> EndsReader.host("sni", name.toLowerCase(Locale.ROOT))), members.flag("clientCertificate"));
    }

    private static Headers headers(JsonNode node) {
        List<Headers.Field> fields = new ArrayList<>();
        if (node.isString()) {
            node.asString().lines().filter(line -> !line.isBlank()).forEach(line -> {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw RequestException.invalid("headers", "lines \"NAME: VALUE\"", EndsReader.quoted(line));
                }
                fields.add(field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
            });
        } else if (node.isObject()) {
            node.properties().forEach(entry -> {
                if (entry.getValue().isArray()) {
                    entry.getValue().forEach(value -> fields.add(field(entry.getKey(), text(entry.getKey(), value))));
                } else {
                    fields.add(field(entry.getKey(), text(entry.getKey(), entry.getValue())));
                }
            });
        } else if (!node.isMissingNode()) {
            throw RequestException.invalid("headers", "an object of names and values, or lines \"NAME: VALUE\"", node.toString());
        }
        if (fields.size() > HEADERS_MAX) {
            throw RequestException.invalid("headers", "at most " + HEADERS_MAX + " headers", fields.size() + " of them");
        }
        return new Headers(fields);
    }

    private static String text(String name, JsonNode value) {
        if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
            throw RequestException.invalid("headers." + name, "a text or a list of texts", value.toString());
        }
        return value.asString();
    }

    private static Headers.Field field(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            throw RequestException.invalid("headers", "names of letters, digits and '-'", EndsReader.quoted(name));
        }
        if (value.length() > VALUE_MAX || value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw RequestException.invalid("headers." + name, "a value of at most " + VALUE_MAX + " characters without line ends", EndsReader.quoted(value));
        }
        return new Headers.Field(name, value);
    }
}
