package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import dev.glassplane.loadbalancer.model.TextPattern;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions, filters and actions in a few words, for the text of traces and plans. */
public final class Words {

    private Words() {}

    /** @return {@code host a.example.com or *.b.example.com} */
    public static String condition(Condition condition) {
        return switch (condition) {
            case Condition.Host(var hosts) -> "host " + either(hosts);
            case Condition.Sni(var hosts) -> "server name " + either(hosts);
            case Condition.Path(var paths) -> "path " + paths.stream().map(Words::path).collect(Collectors.joining(" or "));
            case Condition.Header header -> "header " + header.name() + " " + header.values().stream().map(Words::text).collect(Collectors.joining(" or "));
            case Condition.Query(var anyOf) -> "query " + anyOf.stream().map(Words::parameter).collect(Collectors.joining(" or "));
            case Condition.Method(var methods) -> "method " + String.join(" or ", methods);
            case Condition.SourceIp(var cidrs) -> "source " + either(cidrs);
            case Condition.Grpc grpc -> "call " + grpc.service().map(Words::text).orElse("*") + "/" + grpc.method().map(Words::text).orElse("*");
            case Condition.Unmodelled(var what, var _) -> what;
        };
    }

    /** @return all conditions of a rule */
    public static String conditions(List<Condition> conditions) {
        return conditions.isEmpty() ? "every request" : conditions.stream().map(Words::condition).collect(Collectors.joining(", "));
    }

    /** @return {@code prefix /foo}, {@code = /foo}, {@code /foo/*}, {@code ~ ^/v[0-9]+} */
    public static String path(PathPattern pattern) {
        return switch (pattern) {
            case PathPattern.Exact(var path) -> "= " + path;
            case PathPattern.Prefix(var path) -> "prefix " + path;
            case PathPattern.Glob(var glob) -> glob;
            case PathPattern.Regex(var expression, var _) -> "~ " + expression;
        };
    }

    /** @return as {@link #path} */
    public static String text(TextPattern pattern) {
        return switch (pattern) {
            case TextPattern.Exact(var text) -> "= " + text;
            case TextPattern.Glob(var glob) -> glob;
            case TextPattern.Regex(var expression, var _) -> "~ " + expression;
        };
    }

    static String parameter(Condition.Query.Parameter parameter) {
        return parameter.name().map(name -> text(name) + " ").orElse("") + text(parameter.value());
    }

    /** @return {@code set x-a, add x-b, remove x-c} */
    public static String filter(Filter filter) {
        return switch (filter) {
            case Filter.RequestHeaders(var set, var add, var remove) -> "request headers: " + headers(set.keySet(), add.keySet(), remove);
            case Filter.ResponseHeaders(var set, var add, var remove) -> "response headers: " + headers(set.keySet(), add.keySet(), remove);
            case Filter.Rewrite(var host, var path) -> "rewrite" + host.map(name -> " host " + name).orElse("") + path.map(to -> " path " + rewrite(to)).orElse("");
            case Filter.RewriteHost(var expression, var replacement) -> "rewrite host ~ " + expression + " by " + replacement;
            case Filter.Mirror(var backend, var share) -> "mirror " + share + " to " + backend(backend);
            case Filter.Cors cors -> "CORS for " + String.join(" or ", cors.allowOrigins());
            case Filter.Timeout(var request, var backend) -> "timeout" + request.map(d -> " request " + d).orElse("") + backend.map(d -> " backend " + d).orElse("");
            case Filter.Unmodelled(var what, var _) -> what;
        };
    }

    private static String headers(java.util.Collection<String> set, java.util.Collection<String> add, List<String> remove) {
        return java.util.stream.Stream.of(set.stream().map(name -> "set " + name), add.stream().map(name -> "add " + name),
                remove.stream().map(name -> "remove " + name)).flatMap(each -> each).collect(Collectors.joining(", "));
    }

    private static String rewrite(PathRewrite rewrite) {
        return switch (rewrite) {
            case PathRewrite.Full(var path) -> path;
            case PathRewrite.Prefix(var prefix, var replacement) -> prefix + " -> " + replacement;
            case PathRewrite.Regex(var expression, var replacement) -> "~ " + expression + " by " + replacement;
        };
    }

    /** @return {@code forward to A (weight 9), B (weight 1)}, {@code redirect 301 to https} */
    public static String action(Action action) {
        return switch (action) {
            case Action.Forward(var backends, var _) -> "forward to " + (backends.isEmpty() ? "nobody" : backends.stream().map(each -> backend(each.backend())
                    + (backends.size() > 1 ? " (weight " + each.weight() + ")" : "")).collect(Collectors.joining(", ")));
            case Action.Redirect redirect -> "redirect " + redirect.status() + redirect.scheme().map(to -> " scheme " + to).orElse("")
                    + redirect.host().map(to -> " host " + to).orElse("") + redirect.port().map(to -> " port " + to).orElse("")
                    + redirect.path().map(to -> " path " + rewrite(to)).orElse("") + redirect.query().map(to -> " query " + to).orElse("");
            case Action.FixedResponse fixed -> "answer " + fixed.status();
            case Action.Fail fail -> "answer " + fail.status() + " (" + fail.code() + ": " + fail.reason() + ")";
            case Action.Close(var reason) -> "close the connection: " + reason;
            case Action.Unmodelled(var what, var _) -> what;
        };
    }

    /** @return the target group's name, or what is wrong */
    public static String backend(Backend backend) {
        return switch (backend) {
            case Backend.Group(var group) -> group;
            case Backend.Broken broken -> "nobody (" + broken.code() + ": " + broken.reason() + ")";
        };
    }

    private static String either(List<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }
}
