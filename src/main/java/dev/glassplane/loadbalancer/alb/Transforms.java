package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.PathRewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The annotation {@code transforms.NAME}: what an ALB changes of a request before it forwards it. */
final class Transforms {

    private Transforms() {}

    /** @throws BuildFailure if the annotation is not understood */
    static List<Filter> of(Annotations annotations, String backend) {
        String suffix = "transforms." + backend;
        Optional<JsonNode> json = annotations.json(suffix);
        List<Filter> filters = new ArrayList<>();
        try {
            json.ifPresent(list -> list.forEach(transform -> filters.addAll(read(transform))));
        } catch (WrongTypeException e) {
            throw new BuildFailure("failed to parse json annotation, " + annotations.key(suffix) + ": " + annotations.text(suffix).orElseThrow() + ": "
                    + e.getMessage());
        }
        return List.copyOf(filters);
    }

    private static List<Filter> read(JsonNode transform) {
        String type = GoJson.text(transform, "type").orElse("");
        return switch (type) {
            case "host-header-rewrite" -> rewrites(transform, "hostHeaderRewriteConfig").stream()
                    .<Filter>map(rewrite -> new Filter.RewriteHost(regex(rewrite), replacement(rewrite))).toList();
            case "url-rewrite" -> rewrites(transform, "urlRewriteConfig").stream().<Filter>map(rewrite -> new Filter.Rewrite(Optional.empty(),
                    Optional.of(new PathRewrite.Regex(regex(rewrite), replacement(rewrite))))).toList();
            default -> throw new BuildFailure("unknown transform type: " + type);
        };
    }

    private static List<JsonNode> rewrites(JsonNode transform, String name) {
        List<JsonNode> rewrites = GoJson.list(GoJson.object(transform, name).orElseThrow(() -> new BuildFailure("missing " + name)), "rewrites");
        if (rewrites.isEmpty()) {
            throw new BuildFailure(name + ".rewrites cannot be empty");
        }
        return rewrites;
    }

    private static String regex(JsonNode rewrite) {
        return GoJson.text(rewrite, "regex").orElse("");
    }

    private static String replacement(JsonNode rewrite) {
        return GoJson.text(rewrite, "replace").orElse("");
    }
}
