package dev.glassplane.loadbalancer.gateway;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.TextPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What one match of a rule asks for, and how specific that is. A regular expression for a path comes between exact paths and prefixes, as Envoy Gateway has
 * it. Source: {@code apis/v1/httproute_types.go}, "Matches"; {@code apis/v1/grpcroute_types.go}.
 *
 * @param conditions without the host
 * @param rank       how specific
 * @param prefix     the path prefix, if the match asks for one
 */
record Matches(List<Condition> conditions, Rank rank, Optional<String> prefix) {

    private static final String REGULAR = "RegularExpression";

    /**
     * How specific a match is; a greater number wins, the first one first.
     *
     * @param kind   of the path match
     * @param length of the path, or of gRPC's service
     * @param method 1 for a method of HTTP, or the length of gRPC's method
     */
    record Rank(int kind, int length, int method, int headers, int queries) {

        static final Rank NONE = new Rank(0, 0, 0, 0, 0);
    }

    /** A match of an HTTPRoute; a missing one is the prefix {@code /}. */
    static Matches http(JsonNode match) {
        List<Condition> conditions = new ArrayList<>();
        String type = GatewayApi.text(match.path("path"), "type", "PathPrefix");
        String value = GatewayApi.text(match.path("path"), "value", "/");
        PathPattern path = switch (type) {
            case "Exact" -> new PathPattern.Exact(value);
            case "PathPrefix" -> new PathPattern.Prefix(value);
            default -> new PathPattern.Regex(expression(value), true);
        };
        int kind = switch (path) {
            case PathPattern.Exact _ -> 2;
            case PathPattern.Regex _, PathPattern.Glob _ -> 1;
            case PathPattern.Prefix _ -> 0;
        };
        boolean everything = path instanceof PathPattern.Prefix && value.equals("/");
        if (!everything) {
            conditions.add(new Condition.Path(List.of(path)));
        }
        String method = match.path("method").asString("");
        if (!method.isEmpty()) {
            conditions.add(new Condition.Method(List.of(method)));
        }
        int headers = headers(match, conditions);
        int queries = queries(match, conditions);
        return new Matches(List.copyOf(conditions), new Rank(kind, length(type, value), method.isEmpty() ? 0 : 1, headers, queries),
                path instanceof PathPattern.Prefix ? Optional.of(value) : Optional.empty());
    }

    /** A trailing slash of a prefix is of no account. */
    private static int length(String type, String value) {
        return type.equals("PathPrefix") && value.length() > 1 && value.endsWith("/") ? value.length() - 1 : value.length();
    }

    /** A match of a GRPCRoute. */
    static Matches grpc(JsonNode match) {
        List<Condition> conditions = new ArrayList<>();
        JsonNode method = match.path("method");
        boolean regular = GatewayApi.text(method, "type", "Exact").equals(REGULAR);
        String service = method.path("service").asString("");
        String name = method.path("method").asString("");
        if (!service.isEmpty() || !name.isEmpty()) {
            conditions.add(new Condition.Grpc(pattern(service, regular), pattern(name, regular)));
        }
        int headers = headers(match, conditions);
        return new Matches(List.copyOf(conditions), new Rank(0, service.length(), name.length(), headers, 0), Optional.empty());
    }

    private static Optional<TextPattern> pattern(String value, boolean regular) {
        return value.isEmpty() ? Optional.empty() : Optional.of(regular ? new TextPattern.Regex(expression(value), true) : new TextPattern.Exact(value));
    }

    /** Of entries for the same header the first one counts. */
    private static int headers(JsonNode match, List<Condition> conditions) {
        Set<String> seen = new HashSet<>();
        for (JsonNode header : match.path("headers")) {
            String name = header.path("name").asString("");
            if (seen.add(name.toLowerCase(Locale.ROOT))) {
                conditions.add(new Condition.Header(name, List.of(text(header)), false));
            }
        }
        return seen.size();
    }

    private static int queries(JsonNode match, List<Condition> conditions) {
        Set<String> seen = new HashSet<>();
        for (JsonNode query : match.path("queryParams")) {
            String name = query.path("name").asString("");
            if (seen.add(name)) {
                conditions.add(new Condition.Query(List.of(new Condition.Query.Parameter(Optional.of(new TextPattern.Exact(name)), text(query), true))));
            }
        }
        return seen.size();
    }

    private static TextPattern text(JsonNode match) {
        String value = match.path("value").asString("");
        return GatewayApi.text(match, "type", "Exact").equals(REGULAR) ? new TextPattern.Regex(expression(value), true) : new TextPattern.Exact(value);
    }

    private static String expression(String value) {
        try {
            Pattern.compile(value);
            return value;
        } catch (PatternSyntaxException e) {
            throw new Unsupported(REGULAR + " " + value + " is none of RE2: " + e.getDescription());
        }
    }
}
