package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Provider;
import java.util.Map;
import java.util.OptionalInt;

/** The Location of a redirect. */
final class Redirects {

    private static final Map<String, Integer> WELL_KNOWN = Map.of("http", 80, "https", 443);

    private Redirects() {}

    static Result answer(Action.Redirect redirect, Provider provider, Incoming incoming, HttpRequest request, int listenerPort) {
        String location = location(redirect, provider, incoming, request, listenerPort);
        return new Result.Answered(redirect.status(), OptionalInt.empty(), Headers.NONE.set("Location", location), "", Result.Cause.REDIRECT, "redirect to " + location);
    }

    /** An ALB writes the port always, a proxy leaves out the scheme's own (gateway-api: apis/v1/httproute_types.go, {@code HTTPRequestRedirectFilter.port}). */
    private static String location(Action.Redirect redirect, Provider provider, Incoming incoming, HttpRequest request, int listenerPort) {
        Map<String, String> own = Map.of("protocol", incoming.scheme(), "host", request.host(), "port", String.valueOf(listenerPort),
                "path", request.path().substring(1), "query", request.query());
        String scheme = redirect.scheme().map(text -> filled(text, own)).orElse(incoming.scheme());
        int fallback = redirect.scheme().isPresent() && provider != Provider.ALB ? WELL_KNOWN.getOrDefault(scheme, listenerPort) : listenerPort;
        int port = redirect.port().map(text -> Integer.parseInt(filled(text, own))).orElse(fallback);
        boolean silent = provider != Provider.ALB && WELL_KNOWN.getOrDefault(scheme, 0) == port;
        String path = redirect.path().map(rewrite -> filled(Rewrites.path(rewrite, request.path()), own)).orElse(request.path());
        String query = redirect.query().map(text -> filled(text, own)).orElse(request.query());
        return scheme + "://" + redirect.host().map(text -> filled(text, own)).orElse(request.host()) + (silent ? "" : ":" + port)
                + path + (query.isEmpty() ? "" : "?" + query);
    }

    private static String filled(String text, Map<String, String> own) {
        String filled = text;
        for (Map.Entry<String, String> entry : own.entrySet()) {
            filled = filled.replace("#{" + entry.getKey() + "}", entry.getValue());
        }
        return filled;
    }
}
