package dev.glassplane.loadbalancer.view;

import dev.glassplane.loadbalancer.evaluate.Words;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import dev.glassplane.loadbalancer.model.TextPattern;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Conditions and actions in the shapes {@code RuleCondition} and {@code Action} of the AWS API; what AWS does not have gets a field of its own kind. */
final class RuleJson {

    private RuleJson() {}

    static ArrayNode conditions(List<Condition> conditions) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        conditions.forEach(condition -> all.add(condition(condition)));
        return all;
    }

    private static ObjectNode condition(Condition condition) {
        return switch (condition) {
            case Condition.Host(var hosts) -> values("host-header", "HostHeaderConfig", hosts.stream().map(Object::toString).toList());
            case Condition.Path(var paths) -> paths.stream().allMatch(PathPattern.Glob.class::isInstance)
                    ? values("path-pattern", "PathPatternConfig", paths.stream().map(path -> ((PathPattern.Glob) path).pattern()).toList())
                    : values("path", "PathConfig", paths.stream().map(Words::path).toList());
            case Condition.Method(var methods) -> values("http-request-method", "HttpRequestMethodConfig", methods);
            case Condition.SourceIp(var cidrs) -> values("source-ip", "SourceIpConfig", cidrs.stream().map(Object::toString).toList());
            case Condition.Header header -> {
                ObjectNode json = LoadBalancerJson.object().put("Field", "http-header");
                ObjectNode config = json.putObject("HttpHeaderConfig").put("HttpHeaderName", header.name());
                header.values().forEach(value -> config.withArray("Values").add(text(value)));
                yield json;
            }
            case Condition.Query(var anyOf) -> {
                ObjectNode json = LoadBalancerJson.object().put("Field", "query-string");
                ArrayNode values = json.putObject("QueryStringConfig").putArray("Values");
                anyOf.forEach(parameter -> {
                    ObjectNode each = values.addObject();
                    parameter.name().ifPresent(name -> each.put("Key", text(name)));
                    each.put("Value", text(parameter.value()));
                });
                yield json;
            }
            case Condition.Sni(var hosts) -> values("server-name", "ServerNameConfig", hosts.stream().map(Object::toString).toList());
            case Condition.Grpc grpc -> values("grpc-method", "GrpcMethodConfig", List.of(Words.condition(grpc)));
            case Condition.Unmodelled(var what, var limit) -> LoadBalancerJson.object().put("Field", "unmodelled").put("What", what).put("Limit", limit);
        };
    }

    private static String text(TextPattern pattern) {
        return switch (pattern) {
            case TextPattern.Exact(var text) -> text;
            case TextPattern.Glob(var glob) -> glob;
            case TextPattern.Regex _ -> Words.text(pattern);
        };
    }

    private static ObjectNode values(String field, String config, List<String> values) {
        ObjectNode json = LoadBalancerJson.object().put("Field", field);
        ArrayNode all = json.putObject(config).putArray("Values");
        values.forEach(all::add);
        return json;
    }

    static ArrayNode actions(Action action) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        all.add(action(action));
        return all;
    }

    private static ObjectNode action(Action action) {
        return switch (action) {
            case Action.Forward forward -> forward(forward);
            case Action.Redirect redirect -> redirect(redirect);
            case Action.FixedResponse fixed -> {
                ObjectNode json = LoadBalancerJson.object().put("Type", "fixed-response");
                json.putObject("FixedResponseConfig").put("StatusCode", String.valueOf(fixed.status())).put("ContentType", fixed.contentType()).put("MessageBody", fixed.body());
                yield json;
            }
            case Action.Fail fail -> LoadBalancerJson.object().put("Type", "error").put("StatusCode", String.valueOf(fail.status())).put("Reason", fail.code())
                    .put("Description", fail.reason());
            case Action.Close(var reason) -> LoadBalancerJson.object().put("Type", "close").put("Description", reason);
            case Action.Unmodelled(var what, var limit) -> LoadBalancerJson.object().put("Type", "unmodelled").put("What", what).put("Limit", limit);
        };
    }

    private static ObjectNode forward(Action.Forward forward) {
        ObjectNode json = LoadBalancerJson.object().put("Type", "forward");
        ObjectNode config = json.putObject("ForwardConfig");
        ArrayNode groups = config.putArray("TargetGroups");
        forward.backends().forEach(weighted -> {
            ObjectNode each = groups.addObject().put("Weight", weighted.weight());
            switch (weighted.backend()) {
                case Backend.Group(var name) -> each.put("TargetGroupName", name);
                case Backend.Broken broken -> each.put("StatusCode", String.valueOf(broken.status())).put("Reason", broken.code()).put("Description", broken.reason());
            }
            weighted.filters().forEach(filter -> each.withArray("Filters").add(Words.filter(filter)));
        });
        forward.stickiness().ifPresent(time -> config.putObject("TargetGroupStickinessConfig").put("Enabled", true).put("DurationSeconds", time.toSeconds()));
        return json;
    }

    private static ObjectNode redirect(Action.Redirect redirect) {
        ObjectNode json = LoadBalancerJson.object().put("Type", "redirect");
        ObjectNode config = json.putObject("RedirectConfig");
        redirect.scheme().ifPresent(scheme -> config.put("Protocol", scheme.toUpperCase(java.util.Locale.ROOT)));
        redirect.host().ifPresent(host -> config.put("Host", host));
        redirect.port().ifPresent(port -> config.put("Port", port));
        redirect.path().ifPresent(path -> config.put("Path", switch (path) {
            case PathRewrite.Full(var whole) -> whole;
            case PathRewrite.Prefix(var prefix, var replacement) -> prefix + " -> " + replacement;
            case PathRewrite.Regex(var expression, var replacement) -> "~ " + expression + " -> " + replacement;
        }));
        redirect.query().ifPresent(query -> config.put("Query", query));
        config.put("StatusCode", "HTTP_" + redirect.status());
        return json;
    }
}
