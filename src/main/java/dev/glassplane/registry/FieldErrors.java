package dev.glassplane.registry;

import dev.glassplane.registry.ApiException.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Collects what is wrong with an object, field by field. Texts as {@code kubernetes/apimachinery: pkg/util/validation/field/errors.go}
 * of 1.34 writes them: values that are not scalars print as JSON.
 */
public final class FieldErrors {

    /** More errors than this are not collected. */
    private static final int ERRORS_MAX = 1000;

    private final List<Cause> causes = new ArrayList<>();

    /** {@code Required value: detail} */
    public void required(Object path, String detail) {
        add("FieldValueRequired", path, "Required value" + suffix(detail));
    }

    /** {@code Forbidden: detail} */
    public void forbidden(Object path, String detail) {
        add("FieldValueForbidden", path, "Forbidden" + suffix(detail));
    }

    /**
     * {@code Invalid value: VALUE: detail}
     *
     * @param value a {@link JsonNode}, or something whose text is printed; text is quoted, null prints as null
     */
    public void invalid(Object path, Object value, String detail) {
        add("FieldValueInvalid", path, "Invalid value: " + shown(value) + suffix(detail));
    }

    /** {@code Unsupported value: VALUE: supported values: "A", "B"}, sorted */
    public void notSupported(Object path, Object value, Collection<String> supported) {
        String list = supported.stream().sorted().map(FieldErrors::quoted).collect(Collectors.joining(", "));
        add("FieldValueNotSupported", path, "Unsupported value: " + shown(value) + (list.isEmpty() ? "" : ": supported values: " + list));
    }

    /** {@code Duplicate value: VALUE} */
    public void duplicate(Object path, Object value) {
        add("FieldValueDuplicate", path, "Duplicate value: " + shown(value));
    }

    /** {@code Not found: VALUE} */
    public void notFound(Object path, Object value) {
        add("FieldValueNotFound", path, "Not found: " + shown(value));
    }

    /** {@code Too long: may not be more than N bytes} */
    public void tooLong(Object path, int bytesMax) {
        add("FieldValueTooLong", path, "Too long: may not be more than " + bytesMax + " bytes");
    }

    /** {@code Too many: N: must have at most MAX items} */
    public void tooMany(Object path, int actual, int max) {
        add("FieldValueTooMany", path, "Too many: " + actual + ": must have at most " + max + " item" + (max == 1 ? "" : "s"));
    }

    /** Any other error, with its cause word, for example {@code FieldValueTypeInvalid}. */
    public void add(String reason, Object path, String message) {
        if (causes.size() < ERRORS_MAX) {
            causes.add(new Cause(reason, message, path.toString()));
        }
    }

    /** @return whether nothing is wrong so far */
    public boolean isEmpty() {
        return causes.isEmpty();
    }

    /** @return what is wrong, in the order found */
    public List<Cause> causes() {
        return List.copyOf(causes);
    }

    /** @throws ApiException 422 Invalid if anything is wrong */
    public void throwIfAny(Kind kind, String name) {
        if (!causes.isEmpty()) {
            throw ApiErrors.invalid(kind, name, causes());
        }
    }

    /** @return the text in quotes, with Go's escapes for quotes, backslashes and control characters */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "null";
            case JsonNode node when node.isString() -> quoted(node.asString());
            case JsonNode node when node.isMissingNode() -> "null";
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String suffix(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}
