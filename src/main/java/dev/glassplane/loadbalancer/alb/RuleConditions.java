package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.PathPattern;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Conditions of an ALB's rule, from a path of an Ingress and an annotation ({@code pkg/ingress/model_build_listener_rules.go}). */
final class RuleConditions {

    private RuleConditions() {}

    /**
     * @param host  of the rule, may be empty
     * @param path  {@code paths[]} of the rule
     * @param regex whether paths of type ImplementationSpecific are regular expressions
     * @param extra conditions of an annotation
     * @throws BuildFailure if a path has wildcards that its type does not have, or both kinds of patterns are there
     */
    static List<Condition> of(String host, JsonNode path, boolean regex, ExtraConditions extra) {
        List<String> hosts = new ArrayList<>(host.isEmpty() ? List.of() : List.of(host));
        hosts.addAll(extra.hosts());
        String text = path.path("path").stringValue("");
        String type = path.path("pathType").stringValue("ImplementationSpecific");
        boolean asRegex = regex && type.equals("ImplementationSpecific") && !text.isEmpty();
        List<String> paths = new ArrayList<>(text.isEmpty() || asRegex ? List.of() : globs(text, type));
        paths.addAll(extra.paths());
        List<String> regexes = new ArrayList<>(asRegex ? List.of(text.substring(1)) : List.of());
        regexes.addAll(extra.pathRegexes());
        oneKind("host", hosts, extra.hostRegexes());
        oneKind("path", paths, regexes);
        List<Condition> conditions = new ArrayList<>(extra.others());
        if (!hosts.isEmpty()) {
            conditions.add(new Condition.Host(hosts.stream().<HostPattern>map(HostPattern.Glob::new).toList()));
        }
        if (!extra.hostRegexes().isEmpty()) {
            conditions.add(new Condition.Host(extra.hostRegexes().stream().<HostPattern>map(HostPattern.Regex::new).toList()));
        }
        if (!paths.isEmpty()) {
            conditions.add(new Condition.Path(paths.stream().<PathPattern>map(PathPattern.Glob::new).toList()));
        }
        if (!regexes.isEmpty()) {
            conditions.add(new Condition.Path(regexes.stream().<PathPattern>map(each -> new PathPattern.Regex(each, false)).toList()));
        }
        return conditions.isEmpty() ? List.of(new Condition.Path(List.of(new PathPattern.Glob("/*")))) : List.copyOf(conditions);
    }

    private static void oneKind(String what, List<String> globs, List<String> regexes) {
        if (!globs.isEmpty() && !regexes.isEmpty()) {
            throw new BuildFailure(what + " condition must specify exactly one of Values and RegexValues, got both Values " + go(globs)
                    + " and RegexValues " + go(regexes));
        }
    }

    private static List<String> globs(String path, String type) {
        return switch (type) {
            case "Exact" -> {
                noWildcards(path, "exact");
                yield List.of(path);
            }
            case "Prefix" -> {
                if (path.equals("/")) {
                    yield List.of("/*");
                }
                noWildcards(path, "prefix");
                String elements = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                yield List.of(elements, elements + "/*");
            }
            default -> List.of(path);
        };
    }

    private static void noWildcards(String path, String type) {
        if (path.contains("*") || path.contains("?")) {
            throw new BuildFailure(type + " path shouldn't contain wildcards: " + path);
        }
    }

    private static String go(List<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }
}
