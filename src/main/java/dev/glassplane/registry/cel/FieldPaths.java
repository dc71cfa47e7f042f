package dev.glassplane.registry.cel;

import dev.glassplane.registry.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code fieldPath} of a rule: {@code .spec.name}, {@code ['a-b'].c}. */
final class FieldPaths {

    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)']");

    private FieldPaths() {}

    private static Optional<List<String>> steps(String path) {
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (end < path.length() && step.find(end) && step.start() == end) {
            steps.add(step.group(1) == null ? step.group(2).replace("\\'", "'").replace("\\\\", "\\") : step.group(1));
            end = step.end();
        }
        return end == path.length() ? Optional.of(steps) : Optional.empty();
    }

    /** @return the place that an error is about */
    static Place below(Place place, String path) {
        Place at = place;
        for (String step : steps(path).orElse(List.of())) {
            at = at.child(step);
        }
        return at;
    }

    /** @return what is wrong with a path, empty if it leads to a field of the schema */
    static Optional<String> problem(Schema schema, String path) {
        Optional<List<String>> steps = steps(path);
        if (steps.isEmpty()) {
            return Optional.of("fieldPath must be a valid path: expected [ or . but got: " + path.charAt(0));
        }
        Schema at = schema;
        for (String step : steps.get()) {
            at = switch (at) {
                case Schema.Struct struct when struct.fields().containsKey(step) -> struct.fields().get(step).schema();
                case Schema.Dictionary dictionary -> dictionary.values();
                case Schema.Struct _, Schema.Sequence _, Schema.Scalar _, Schema.Anything _ -> null;
            };
            if (at == null) {
                return Optional.of("fieldPath must be a valid path: does not refer to a valid field");
            }
        }
        return Optional.empty();
    }
}
