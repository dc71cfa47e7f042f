package dev.glassplane.registry.cel;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of an evaluation in the words of {@code cel-go}. */
final class GoErrors {

    private static final Pattern KEY = Pattern.compile("key '(.*)' is not present in map");
    private static final Pattern INDEX = Pattern.compile("Index out of bounds: (-?\\d+)");
    private static final Pattern PLACE = Pattern.compile("^evaluation error at <input>:\\d+: ");

    private GoErrors() {}

    static String of(CelEvaluationException e) {
        String message = PLACE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return switch (e.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> {
                Matcher key = KEY.matcher(message);
                yield key.find() ? "no such key: " + key.group(1) : message;
            }
            case INDEX_OUT_OF_BOUNDS -> {
                Matcher index = INDEX.matcher(message);
                yield index.find() ? "index out of bounds: " + index.group(1) : message;
            }
            case DIVIDE_BY_ZERO -> "division by zero";
            case NUMERIC_OVERFLOW -> "integer overflow";
            case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> "no such overload";
            case INTERNAL_ERROR, DUPLICATE_ATTRIBUTE, INVALID_ARGUMENT, TYPE_NOT_FOUND, ITERATION_BUDGET_EXCEEDED, BAD_FORMAT ->
                    e.getCause() != null && e.getCause().getCause() != null ? e.getCause().getCause().getMessage() : message;
        };
    }
}
