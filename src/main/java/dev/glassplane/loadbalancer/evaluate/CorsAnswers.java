package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Cross-origin requests (fetch.spec.whatwg.org, "CORS protocol"; gateway-api: apis/v1/httproute_types.go, {@code HTTPCORSFilter}). */
final class CorsAnswers {

    private static final String ORIGIN = "origin";
    private static final String WISHED_METHOD = "access-control-request-method";

    private CorsAnswers() {}

    /** @return the answer to a preflight, empty if the request is none */
    static Optional<Result> preflight(Filter.Cors cors, HttpRequest request) {
        Optional<String> origin = request.headers().joined(ORIGIN);
        if (!request.method().equals("OPTIONS") || origin.isEmpty() || request.headers().joined(WISHED_METHOD).isEmpty()) {
            return Optional.empty();
        }
        if (!allowed(cors, origin.get())) {
            return Optional.of(new Result.Answered(403, OptionalInt.empty(), Headers.NONE, "", Result.Cause.CORS_PREFLIGHT, "origin " + origin.get()
                    + " is not one of " + String.join(", ", cors.allowOrigins())));
        }
        Map<String, String> headers = new LinkedHashMap<>(granted(cors, origin.get()));
        String wished = request.headers().joined("access-control-request-headers").orElse("");
        headers.put("Access-Control-Allow-Methods", star(cors.allowMethods(), cors, request.headers().joined(WISHED_METHOD).orElse("")));
        if (!cors.allowHeaders().isEmpty()) {
            headers.put("Access-Control-Allow-Headers", star(cors.allowHeaders(), cors, wished));
        }
        exposed(cors, headers);
        headers.put("Access-Control-Max-Age", String.valueOf(cors.maxAge().toSeconds()));
        return Optional.of(new Result.Answered(200, OptionalInt.empty(), Headers.of(headers), "", Result.Cause.CORS_PREFLIGHT, "preflight of origin " + origin.get()));
    }

    /** @return headers of the answer to a request of an origin that is allowed, else empty */
    static Optional<Filter.ResponseHeaders> response(Filter.Cors cors, HttpRequest request) {
        return request.headers().joined(ORIGIN).filter(origin -> allowed(cors, origin)).map(origin -> {
            Map<String, String> headers = new LinkedHashMap<>(granted(cors, origin));
            exposed(cors, headers);
            return new Filter.ResponseHeaders(headers, Map.of(), List.of());
        });
    }

    private static void exposed(Filter.Cors cors, Map<String, String> headers) {
        if (!cors.exposeHeaders().isEmpty()) {
            headers.put("Access-Control-Expose-Headers", String.join(", ", cors.exposeHeaders()));
        }
    }

    private static Map<String, String> granted(Filter.Cors cors, String origin) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Access-Control-Allow-Origin", cors.allowOrigins().contains("*") && !cors.allowCredentials() ? "*" : origin);
        if (cors.allowCredentials()) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        return headers;
    }

    /** With credentials a star means nothing to a browser, so what was wished is answered. */
    private static String star(List<String> words, Filter.Cors cors, String wished) {
        return words.contains("*") ? cors.allowCredentials() ? wished : "*" : String.join(", ", words);
    }

    private static boolean allowed(Filter.Cors cors, String origin) {
        List<String> fitting = new ArrayList<>(cors.allowOrigins());
        fitting.removeIf(pattern -> !pattern.equals(origin) && !Patterns.glob(pattern, origin));
        return !fitting.isEmpty();
    }
}
