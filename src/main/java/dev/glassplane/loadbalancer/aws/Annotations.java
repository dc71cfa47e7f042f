package dev.glassplane.loadbalancer.aws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads annotations as the controller does. Source: {@code kubernetes-sigs/aws-load-balancer-controller: pkg/annotations/parser.go}.
 *
 * @param prefix {@code alb.ingress.kubernetes.io} or {@code service.beta.kubernetes.io}, without the slash
 * @param values all annotations of an object
 */
public record Annotations(String prefix, Map<String, String> values) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public Annotations {
        values = Map.copyOf(values);
    }

    /** @return these, and those of another object, which win */
    public Annotations overriddenBy(Map<String, String> others) {
        Map<String, String> merged = new LinkedHashMap<>(values);
        merged.putAll(others);
        return new Annotations(prefix, merged);
    }

    /** @return {@code alb.ingress.kubernetes.io/scheme} */
    public String key(String suffix) {
        return prefix + "/" + suffix;
    }

    /** @return the annotation as it is, empty if it is not there */
    public Optional<String> text(String suffix) {
        return Optional.ofNullable(values.get(key(suffix)));
    }

    /** @return texts between commas, without blanks around them and without empty ones; empty if it is not there */
    public Optional<List<String>> list(String suffix) {
        return text(suffix).map(Annotations::split);
    }

    /** @throws BuildFailure if it is no whole number */
    public OptionalInt number(String suffix) {
        Optional<String> raw = text(suffix);
        if (raw.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!raw.get().matches("[+-]?[0-9]{1,9}")) {
            throw new BuildFailure("failed to parse int32 annotation, " + key(suffix) + ": " + raw.get() + ": strconv.ParseInt: parsing \"" + raw.get()
                    + "\": invalid syntax");
        }
        return OptionalInt.of(Integer.parseInt(raw.get()));
    }

    /** @throws BuildFailure if it is none of Go's words for true and false */
    public Optional<Boolean> flag(String suffix) {
        return text(suffix).map(raw -> switch (raw) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new BuildFailure("failed to parse bool annotation, " + key(suffix) + ": " + raw + ": strconv.ParseBool: parsing \"" + raw
                    + "\": invalid syntax");
        });
    }

    /**
     * Pairs {@code KEY=VALUE} between commas, in the order written; nothing if it is not there.
     *
     * @throws BuildFailure if something is no pair
     */
    public Map<String, String> pairs(String suffix) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list(suffix).orElse(List.of())) {
            int sign = pair.indexOf('=');
            if (sign <= 0) {
                throw new BuildFailure("failed to parse stringMap annotation, " + key(suffix) + ": " + values.get(key(suffix)));
            }
            pairs.put(pair.substring(0, sign), pair.substring(sign + 1));
        }
        return pairs;
    }

    /** @throws BuildFailure if it is no JSON; what is wrong with it is said in other words than Go's */
    public Optional<JsonNode> json(String suffix) {
        return text(suffix).map(raw -> parse(raw, "failed to parse json annotation, " + key(suffix) + ": " + raw));
    }

    /**
     * Parses JSON that an annotation holds.
     *
     * @param failure what the message starts with if it is none
     */
    public static JsonNode parse(String raw, String failure) {
        try {
            return JSON.readTree(raw);
        } catch (JacksonException e) {
            throw new BuildFailure(failure + ": " + e.getOriginalMessage());
        }
    }

    private static List<String> split(String raw) {
        return Arrays.stream(raw.split(",")).map(String::strip).filter(part -> !part.isEmpty()).toList();
    }
}
