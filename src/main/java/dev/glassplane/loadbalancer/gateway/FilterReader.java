package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.gateway.BackendRefs.Resolved;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.PathRewrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.JsonNode;

/** Reads {@code filters} of a rule or backend. Source: {@code apis/v1/httproute_types.go}, "HTTPRouteFilter". */
final class FilterReader {

    /**
     * @param filters what happens on the way
     * @param instead what the rule does in place of forwarding, if a filter says so
     */
    record Read(List<Filter> filters, Optional<Action> instead) {}

    private final BackendRefs references;
    private final Function<Resolved.Port, Backend> group;
    private final List<Problem> problems;

    /**
     * @param group    the target group of a Service's port
     * @param problems gets references that do not resolve
     */
    FilterReader(BackendRefs references, Function<Resolved.Port, Backend> group, List<Problem> problems) {
        this.references = references;
        this.group = group;
        this.problems = problems;
    }

    /**
     * @param prefix  the path prefix of the match
     * @param backend whether these are filters of a backend
     */
    Read read(JsonNode filters, Optional<String> prefix, boolean backend) {
        List<Filter> read = new ArrayList<>();
        Optional<Action> instead = Optional.empty();
        for (JsonNode filter : filters) {
            String type = filter.path("type").asString("");
            switch (type) {
                case "RequestHeaderModifier" -> read.add(new Filter.RequestHeaders(headers(filter.path("requestHeaderModifier"), "set"),
                        headers(filter.path("requestHeaderModifier"), "add"), removed(filter.path("requestHeaderModifier"))));
                case "ResponseHeaderModifier" -> read.add(new Filter.ResponseHeaders(headers(filter.path("responseHeaderModifier"), "set"),
                        headers(filter.path("responseHeaderModifier"), "add"), removed(filter.path("responseHeaderModifier"))));
                case "URLRewrite" -> read.add(new Filter.Rewrite(text(filter.path("urlRewrite"), "hostname"), path(filter.path("urlRewrite").path("path"), prefix)));
                case "RequestMirror" -> mirror(filter.path("requestMirror")).ifPresent(read::add);
                case "CORS" -> read.add(cors(onlyOfRules(filter.path("cors"), type, backend)));
                case "RequestRedirect" -> instead = Optional.of(redirect(onlyOfRules(filter.path("requestRedirect"), type, backend), prefix));
                case "ExtensionRef" -> instead = Optional.of(extension(filter.path("extensionRef")));
                default -> throw new Unsupported("filters of type " + type + " are not supported");
            }
        }
        return new Read(List.copyOf(read), instead);
    }

    private static JsonNode onlyOfRules(JsonNode settings, String type, boolean backend) {
        if (backend) {
            throw new Unsupported("a filter of type " + type + " is supported for a rule, not for one of its backends");
        }
        return settings;
    }

    /** Of several entries for one header the first counts. */
    private static Map<String, String> headers(JsonNode modifier, String field) {
        Map<String, String> headers = new LinkedHashMap<>();
        modifier.path(field).forEach(header -> headers.putIfAbsent(header.path("name").asString(""), header.path("value").asString("")));
        return headers;
    }

    private static List<String> removed(JsonNode modifier) {
        return modifier.path("remove").valueStream().map(JsonNode::asString).toList();
    }

    private static Optional<String> text(JsonNode object, String field) {
        return Optional.of(object.path(field).asString("")).filter(text -> !text.isEmpty());
    }

    private static Optional<PathRewrite> path(JsonNode modifier, Optional<String> prefix) {
        if (modifier.isMissingNode()) {
            return Optional.empty();
        }
        if (modifier.path("type").asString("").equals("ReplaceFullPath")) {
            return Optional.of(new PathRewrite.Full(modifier.path("replaceFullPath").asString("")));
        }
        return Optional.of(new PathRewrite.Prefix(prefix.orElseThrow(() -> new Unsupported("ReplacePrefixMatch needs a match of type PathPrefix")),
                modifier.path("replacePrefixMatch").asString("")));
    }

    private static Action redirect(JsonNode redirect, Optional<String> prefix) {
        return new Action.Redirect(text(redirect, "scheme"), text(redirect, "hostname"), redirect.has("port") ? Optional.of(redirect.path("port").asString()) : Optional.empty(),
                path(redirect.path("path"), prefix), Optional.empty(), redirect.path("statusCode").asInt(302));
    }

    private Optional<Filter> mirror(JsonNode mirror) {
        BigFraction share = mirror.has("percent") ? BigFraction.of(mirror.path("percent").asInt(), 100)
                : mirror.has("fraction") ? BigFraction.of(mirror.path("fraction").path("numerator").asInt(0), mirror.path("fraction").path("denominator").asInt(100))
                : BigFraction.ONE;
        return switch (references.resolve(mirror.path("backendRef"))) {
            case Resolved.Port port -> Optional.of(new Filter.Mirror(group.apply(port), share));
            case Resolved.Nothing _ -> Optional.empty(); // left out, as upstream demands; ResolvedRefs says so
        };
    }

    private static Filter cors(JsonNode cors) {
        return new Filter.Cors(texts(cors, "allowOrigins"), texts(cors, "allowMethods"), texts(cors, "allowHeaders"), texts(cors, "exposeHeaders"),
                cors.path("allowCredentials").asBoolean(false), Duration.ofSeconds(cors.path("maxAge").asInt(5)));
    }

    private static List<String> texts(JsonNode object, String field) {
        return object.path(field).valueStream().map(JsonNode::asString).toList();
    }

    /** A filter must not be skipped: requests get an error. */
    private Action extension(JsonNode reference) {
        String message = "filter " + reference.path("name").asString("") + " is a " + reference.path("kind").asString("") + " of group " + reference.path("group").asString("")
                + ", filters of other kinds are not supported";
        problems.add(new Problem("InvalidKind", message));
        return new Action.Fail(500, "InvalidKind", message);
    }
}
