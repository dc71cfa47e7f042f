package dev.glassplane.apiserver.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of kubectl's JSONPath that printer columns use: {@code .a.b}, {@code ['a']}, {@code .a\.b}, {@code [0]}, {@code [*]} and
 * {@code [?(@.type=="Ready")]}.
 */
final class JsonPath {

    private static final Pattern STEP = Pattern.compile(
            "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\[(-?\\d+)\\]|\\[(\\*)\\]|\\[\\?\\(@((?:\\.[A-Za-z0-9_-]+)+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]|\\['([^']+)'\\]");

    private sealed interface Step {}

    private record Field(String name) implements Step {}

    private record Index(int index) implements Step {}

    private record All() implements Step {}

    private record Where(List<String> field, String value) implements Step {}

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
    }

    /** @throws IllegalArgumentException showing what is not understood */
    static JsonPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = text.startsWith("$") ? 1 : 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException("jsonPath " + text + ": cannot read \"" + text.substring(at) + "\", expected .field, [n], [*]"
                        + " or [?(@.field==\"value\")]");
            }
            steps.add(step(matcher));
            at = matcher.end();
        }
        return new JsonPath(List.copyOf(steps));
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Field(matcher.group(1).replaceAll("\\\\(.)", "$1"));
        }
        if (matcher.group(2) != null) {
            return new Index(Integer.parseInt(matcher.group(2)));
        }
        if (matcher.group(3) != null) {
            return new All();
        }
        if (matcher.group(4) != null) {
            return new Where(List.of(matcher.group(4).substring(1).split("\\.")), matcher.group(5));
        }
        return new Field(matcher.group(6));
    }

    List<JsonNode> find(ObjectNode object) {
        List<JsonNode> found = List.of(object);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                take(step, node, next);
            }
            found = next;
        }
        return found;
    }

    private static void take(Step step, JsonNode node, List<JsonNode> next) {
        switch (step) {
            case Field(String name) -> add(node.path(name), next);
            case Index(int index) -> add(node.path(index < 0 ? node.size() + index : index), next);
            case All() -> node.forEach(next::add);
            case Where(List<String> field, String value) -> node.forEach(element -> {
                JsonNode inner = element;
                for (String name : field) {
                    inner = inner.path(name);
                }
                if (inner.isValueNode() && inner.asString().equals(value)) {
                    next.add(element);
                }
            });
        }
    }

    private static void add(JsonNode node, List<JsonNode> next) {
        if (!node.isMissingNode()) {
            next.add(node);
        }
    }
}
