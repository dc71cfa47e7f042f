package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.alb.BackendAction.Done;
import dev.glassplane.loadbalancer.alb.BackendAction.Forward;
import dev.glassplane.loadbalancer.alb.BackendAction.To;
import dev.glassplane.loadbalancer.alb.BackendAction.Tuple;
import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.PathRewrite;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The annotation {@code actions.NAME} ({@code pkg/ingress/config_types.go}). */
final class ActionAnnotation {

    private static final int STICKINESS_SECONDS = 3600;

    private ActionAnnotation() {}

    /** @throws BuildFailure if the annotation is not understood */
    static BackendAction of(Annotations annotations, String backend) {
        String suffix = "actions." + backend;
        Optional<JsonNode> json = annotations.json(suffix);
        if (json.isEmpty()) {
            return BackendAction.unavailable("Backend action does not exist");
        }
        try {
            return read(json.get());
        } catch (WrongTypeException e) {
            throw new BuildFailure("failed to parse json annotation, " + annotations.key(suffix) + ": " + annotations.text(suffix).orElseThrow() + ": "
                    + e.getMessage());
        }
    }

    private static BackendAction read(JsonNode action) {
        String type = GoJson.text(action, "type").orElse("");
        return switch (type) {
            case "fixed-response" -> new Done(fixedResponse(GoJson.object(action, "fixedResponseConfig")
                    .orElseThrow(() -> new BuildFailure("missing FixedResponseConfig"))));
            case "redirect" -> new Done(redirect(GoJson.object(action, "redirectConfig").orElseThrow(() -> new BuildFailure("missing RedirectConfig"))));
            case "forward" -> forward(action);
            default -> throw new BuildFailure("unknown action type: " + type);
        };
    }

    private static Action fixedResponse(JsonNode config) {
        String code = status(config, "FixedResponseConfig");
        if (!code.matches("[245][0-9]{2}")) {
            throw new BuildFailure("Value '" + code + "' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "^(2|4|5)\\d\\d$");
        }
        return new Action.FixedResponse(Integer.parseInt(code), GoJson.text(config, "contentType").orElse("text/plain"),
                GoJson.text(config, "messageBody").orElse(""));
    }

    private static String status(JsonNode config, String name) {
        return GoJson.text(config, "statusCode").filter(code -> !code.isEmpty())
                .orElseThrow(() -> new BuildFailure("invalid " + name + ": statusCode is required"));
    }

    private static Action redirect(JsonNode config) {
        String code = status(config, "RedirectConfig");
        if (!code.equals("HTTP_301") && !code.equals("HTTP_302")) {
            throw new BuildFailure("Value '" + code + "' at 'statusCode' failed to satisfy constraint: Member must satisfy enum value set: [HTTP_301, HTTP_302]");
        }
        return redirect(own(config, "protocol", "#{protocol}").map(text -> text.toLowerCase(Locale.ROOT)), own(config, "host", "#{host}"),
                GoJson.text(config, "port").orElse("#{port}"), own(config, "path", "/#{path}"), own(config, "query", "#{query}"),
                Integer.parseInt(code.substring("HTTP_".length())));
    }

    /** @return what is not the request's own */
    private static Optional<String> own(JsonNode config, String field, String same) {
        return GoJson.text(config, field).filter(text -> !text.equals(same));
    }

    /** A redirect of an ALB: it leaves the request's port unless another one is given, whatever the scheme. */
    static Action.Redirect redirect(Optional<String> scheme, Optional<String> host, String port, Optional<String> path, Optional<String> query, int status) {
        return new Action.Redirect(scheme, host, Optional.of(port), path.map(PathRewrite.Full::new), query, status);
    }

    private static BackendAction forward(JsonNode action) {
        Optional<String> reference = GoJson.text(action, "targetGroupARN").or(() -> GoJson.text(action, "targetGroupName"));
        Optional<JsonNode> config = GoJson.object(action, "forwardConfig");
        if (reference.isEmpty() && config.isEmpty()) {
            throw new BuildFailure("missing ForwardConfig or TargetGroupARN/TargetGroupName");
        }
        if (reference.isPresent() && config.isPresent()) {
            throw new BuildFailure("either ForwardConfig or TargetGroupARN/TargetGroupName can be specified");
        }
        if (config.isEmpty()) {
            return new Forward(List.of(new Tuple(new To.Foreign(reference.get()), 1)), Optional.empty());
        }
        try {
            return forwardConfig(config.get());
        } catch (BuildFailure e) {
            throw e.within("invalid ForwardConfig");
        }
    }

    private static Forward forwardConfig(JsonNode config) {
        List<JsonNode> groups = GoJson.list(config, "targetGroups");
        groups.forEach(ActionAnnotation::check);
        if (groups.size() > 1 && groups.stream().anyMatch(group -> GoJson.number(group, "weight").isEmpty())) {
            throw new BuildFailure("weight must be set when route to multiple target groups");
        }
        Optional<JsonNode> stickiness = GoJson.object(config, "targetGroupStickinessConfig").filter(each -> GoJson.flag(each, "enabled"));
        return new Forward(groups.stream().map(ActionAnnotation::tuple).toList(),
                stickiness.map(each -> Duration.ofSeconds(GoJson.number(each, "durationSeconds").orElse(STICKINESS_SECONDS))));
    }

    private static void check(JsonNode group) {
        boolean foreign = GoJson.text(group, "targetGroupARN").isPresent() || GoJson.text(group, "targetGroupName").isPresent();
        boolean service = GoJson.text(group, "serviceName").isPresent();
        String wrong = !foreign && !service ? "missing serviceName or targetGroupARN/targetGroupName"
                : foreign && service ? "either serviceName or targetGroupARN/targetGroupName can be specified"
                : service && GoJson.field(group, "servicePort").isMissingNode() ? "missing servicePort" : "";
        if (!wrong.isEmpty()) {
            throw new BuildFailure("invalid TargetGroupTuple: " + wrong);
        }
    }

    private static Tuple tuple(JsonNode group) {
        To to = GoJson.text(group, "serviceName").<To>map(name -> new To.ServicePort(name, GoJson.field(group, "servicePort").asString("")))
                .orElseGet(() -> new To.Foreign(GoJson.text(group, "targetGroupARN").or(() -> GoJson.text(group, "targetGroupName")).orElseThrow()));
        return new Tuple(to, GoJson.number(group, "weight").orElse(1));
    }
}
