package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.TextPattern;
import dev.glassplane.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Conditions of an annotation {@code conditions.NAME}, for all rules whose backend has that name. Host names and paths join those of the rule.
 *
 * @param hosts       globs
 * @param hostRegexes regular expressions
 * @param paths       globs
 * @param pathRegexes regular expressions
 * @param others      headers, methods, queries, source addresses
 */
record ExtraConditions(List<String> hosts, List<String> hostRegexes, List<String> paths, List<String> pathRegexes, List<Condition> others) {

    private static final ExtraConditions NONE = new ExtraConditions(List.of(), List.of(), List.of(), List.of(), List.of());

    /** @throws BuildFailure if the annotation is not understood */
    static ExtraConditions of(Annotations annotations, String backend) {
        String suffix = "conditions." + backend;
        Optional<JsonNode> json = annotations.json(suffix);
        if (json.isEmpty()) {
            return NONE;
        }
        try {
            return read(json.get());
        } catch (WrongTypeException e) {
            throw new BuildFailure("failed to parse json annotation, " + annotations.key(suffix) + ": " + annotations.text(suffix).orElseThrow() + ": "
                    + e.getMessage());
        }
    }

    private static ExtraConditions read(JsonNode list) {
        ExtraConditions all = new ExtraConditions(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!list.isArray() && !list.isNull()) {
            throw new WrongTypeException("json: cannot unmarshal object into Go value of type []ingress.RuleCondition");
        }
        for (JsonNode condition : list) {
            switch (GoJson.text(condition, "field").orElse("")) {
                case "host-header" -> all.patterns(config(condition, "hostHeaderConfig"), "hostHeaderConfig", all.hosts, all.hostRegexes);
                case "path-pattern" -> all.patterns(config(condition, "pathPatternConfig"), "pathPatternConfig", all.paths, all.pathRegexes);
                case "http-header" -> all.others.add(header(config(condition, "httpHeaderConfig")));
                case "http-request-method" -> all.others.add(new Condition.Method(values(config(condition, "httpRequestMethodConfig"), "httpRequestMethodConfig")));
                case "query-string" -> all.others.add(query(config(condition, "queryStringConfig")));
                case "source-ip" -> all.others.add(sources(values(config(condition, "sourceIPConfig"), "sourceIPConfig")));
                default -> { } // the controller leaves out what it does not know
            }
        }
        return all;
    }

    private static JsonNode config(JsonNode condition, String name) {
        return GoJson.object(condition, name).orElseThrow(() -> new BuildFailure("missing " + name));
    }

    private void patterns(JsonNode config, String name, List<String> globs, List<String> regexes) {
        globs.addAll(GoJson.texts(config, "values"));
        regexes.addAll(GoJson.texts(config, "regexValues"));
        eitherOr(config, name);
    }

    private static void eitherOr(JsonNode config, String name) {
        boolean globs = !GoJson.texts(config, "values").isEmpty();
        boolean regexes = !GoJson.texts(config, "regexValues").isEmpty();
        if (globs == regexes) {
            throw new BuildFailure("invalid " + name + ": " + (globs ? "precisely one of values and regexValues can be specified"
                    : "values or regexValues must be specified"));
        }
    }

    private static List<String> values(JsonNode config, String name) {
        List<String> values = GoJson.texts(config, "values");
        if (values.isEmpty()) {
            throw new BuildFailure("invalid " + name + ": values cannot be empty");
        }
        return values;
    }

    private static Condition header(JsonNode config) {
        eitherOr(config, "httpHeaderConfig");
        List<TextPattern> patterns = Stream.concat(GoJson.texts(config, "values").stream().map(TextPattern.Glob::new),
                GoJson.texts(config, "regexValues").stream().map(text -> new TextPattern.Regex(text, false))).map(TextPattern.class::cast).toList();
        return new Condition.Header(GoJson.text(config, "httpHeaderName").orElse(""), patterns, true);
    }

    private static Condition query(JsonNode config) {
        List<JsonNode> pairs = GoJson.list(config, "values");
        if (pairs.isEmpty()) {
            throw new BuildFailure("invalid queryStringConfig: Values cannot be empty");
        }
        return new Condition.Query(pairs.stream().map(pair -> {
            String value = GoJson.text(pair, "value").filter(text -> !text.isEmpty())
                    .orElseThrow(() -> new BuildFailure("invalid queryStringConfig: value cannot be empty"));
            return new Condition.Query.Parameter(GoJson.text(pair, "key").map(TextPattern.Glob::new), new TextPattern.Glob(value), false);
        }).toList());
    }

    private static Condition sources(List<String> cidrs) {
        return new Condition.SourceIp(cidrs.stream().map(text -> Cidr.tryParse(text).orElseThrow(() -> new BuildFailure("Invalid CIDR block '" + text
                + "' in a source-ip condition"))).toList());
    }
}
