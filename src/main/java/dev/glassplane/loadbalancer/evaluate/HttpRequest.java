package dev.glassplane.loadbalancer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request of HTTP.
 *
 * @param method    upper case
 * @param authority the Host header or {@code :authority}: host, with the port if it is not the scheme's own
 * @param path      begins with a slash; without the query
 * @param query     without the question mark, may be empty
 * @param headers   all but Host
 */
public record HttpRequest(String method, String authority, String path, String query, Headers headers) {

    /** A name and a value of the query, as they are written. */
    public record Parameter(String name, String value) {}

    /** A GET without headers. */
    public static HttpRequest get(String authority, String path) {
        int mark = path.indexOf('?');
        return new HttpRequest("GET", authority, mark < 0 ? path : path.substring(0, mark), mark < 0 ? "" : path.substring(mark + 1), Headers.NONE);
    }

    /** @return the host, lower case, without a port */
    public String host() {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            return lower.substring(0, lower.indexOf(']') + 1);
        }
        int colon = lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    /** @return {@code /path?query} */
    public String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** @return parameters of the query, in order; a name without {@code =} has an empty value */
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            all.add(equals < 0 ? new Parameter(pair, "") : new Parameter(pair.substring(0, equals), pair.substring(equals + 1)));
        }
        return all;
    }

    /** @return whether it is a call of gRPC */
    public boolean grpc() {
        return headers.joined("content-type").filter(type -> type.startsWith("application/grpc")).isPresent();
    }

    /** @return the same with other headers */
    public HttpRequest with(Headers other) {
        return new HttpRequest(method, authority, path, query, other);
    }

    /** @return the same at another host and path */
    public HttpRequest at(String otherAuthority, String otherPath) {
        return new HttpRequest(method, otherAuthority, otherPath, query, headers);
    }

    /** @return {@code GET example.com/path?query} */
    @Override
    public String toString() {
        return method + " " + authority + target();
    }
}
