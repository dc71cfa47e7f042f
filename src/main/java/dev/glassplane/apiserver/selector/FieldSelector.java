package dev.glassplane.apiserver.selector;

import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A field selector: {@code a=b,c==d,e!=f}, with {@code \} before a comma, an equals sign or a backslash that belongs to a value.
 * Source: {@code kubernetes/apimachinery: pkg/fields/selector.go}.
 *
 * @param terms all must hold
 */
public record FieldSelector(List<Term> terms) {

    /** Selects everything. */
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /**
     * @param field  for example {@code metadata.name}
     * @param equal  false for {@code !=}
     * @param value  to compare with
     * @param reader finds the field's text in an object
     */
    public record Term(String field, boolean equal, String value, SelectableFields.Reader reader) {

        boolean holds(JsonNode object) {
            return reader.read(object).contains(value) == equal;
        }
    }

    /**
     * @param text   may be empty
     * @param fields of the kind
     * @throws ApiException 400 on a syntax error or a field that the kind does not offer
     */
    public static FieldSelector parse(String text, SelectableFields fields) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part, text, fields));
            }
        }
        return new FieldSelector(List.copyOf(terms));
    }

    /** @return whether this selects everything */
    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** @return whether the object is selected */
    public boolean matches(JsonNode object) {
        for (Term term : terms) {
            if (!term.holds(object)) {
                return false;
            }
        }
        return true;
    }

    /** @return the only name that can be selected, if the selector says so: spares a look at all other objects */
    public Optional<String> name() {
        return terms.stream().filter(term -> term.equal && term.field.equals("metadata.name")).map(Term::value).findFirst();
    }

    private static Term term(String part, String whole, SelectableFields fields) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '!' && i + 1 < part.length() && part.charAt(i + 1) == '=') {
                return term(part.substring(0, i), false, part.substring(i + 2), fields);
            } else if (c == '=') {
                int width = i + 1 < part.length() && part.charAt(i + 1) == '=' ? 2 : 1;
                return term(part.substring(0, i), true, part.substring(i + width), fields);
            }
        }
        throw Statuses.badRequest("invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }

    private static Term term(String field, boolean equal, String value, SelectableFields fields) {
        SelectableFields.Reader reader = fields.find(field)
                .orElseThrow(() -> Statuses.badRequest("field label not supported: " + field));
        return new Term(field, equal, unescape(value), reader);
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw Statuses.badRequest("invalid field selector: invalid escape sequence in value: " + value);
                }
            }
            plain.append(value.charAt(i));
        }
        return plain.toString();
    }
}
