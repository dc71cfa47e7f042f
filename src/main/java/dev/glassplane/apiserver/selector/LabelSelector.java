package dev.glassplane.apiserver.selector;

import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A label selector in its text form: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2}.
 * Source: {@code kubernetes/apimachinery: pkg/labels/selector.go}.
 *
 * @param requirements all must hold
 */
public record LabelSelector(List<Requirement> requirements) {

    /** Selects everything. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private static final Pattern KEY =
            Pattern.compile("(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    /** One condition on one label. */
    public sealed interface Requirement {

        /** @return label key */
        String key();

        /**
         * @param value of the label, null if the object does not have it
         * @return whether the condition holds
         */
        boolean holds(String value);
    }

    /** {@code key in (a,b)}, also {@code key=a}. */
    public record In(String key, Set<String> values) implements Requirement {
        @Override
        public boolean holds(String value) {
            return value != null && values.contains(value);
        }
    }

    /** {@code key notin (a,b)}, also {@code key!=a}; holds if the label is absent. */
    public record NotIn(String key, Set<String> values) implements Requirement {
        @Override
        public boolean holds(String value) {
            return value == null || !values.contains(value);
        }
    }

    /** {@code key} or {@code !key}. */
    public record Exists(String key, boolean wanted) implements Requirement {
        @Override
        public boolean holds(String value) {
            return (value != null) == wanted;
        }
    }

    /** {@code key>1} or {@code key<1}, on whole numbers. */
    public record Compare(String key, boolean greater, long bound) implements Requirement {
        @Override
        public boolean holds(String value) {
            if (value == null) {
                return false;
            }
            try {
                long number = Long.parseLong(value);
                return greater ? number > bound : number < bound;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    /**
     * @param text may be empty
     * @throws ApiException 400 saying what was found and expected
     */
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new Parser(text).parse();
    }

    /** @return whether this selects everything */
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /** @param labels of an object, may be missing */
    public boolean matches(JsonNode labels) {
        for (Requirement requirement : requirements) {
            JsonNode value = labels.get(requirement.key());
            if (!requirement.holds(value == null || !value.isString() ? null : value.stringValue())) {
                return false;
            }
        }
        return true;
    }

    private static final class Parser {
        private static final String SPECIAL = "=!<>(),";
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        LabelSelector parse() {
            List<Requirement> requirements = new ArrayList<>();
            do {
                requirements.add(requirement());
            } while (take(","));
            if (at < text.length()) {
                throw unexpected("',' or 'end of string'");
            }
            return new LabelSelector(List.copyOf(requirements));
        }

        private Requirement requirement() {
            if (take("!")) {
                return new Exists(key(), false);
            }
            String key = key();
            if (at >= text.length() || text.charAt(at) == ',') {
                return new Exists(key, true);
            }
            if (take("!=")) {
                return new NotIn(key, Set.of(value(word())));
            }
            if (take("==") || take("=")) {
                return new In(key, Set.of(value(word())));
            }
            if (take(">")) {
                return new Compare(key, true, number());
            }
            if (take("<")) {
                return new Compare(key, false, number());
            }
            String operator = word();
            return switch (operator) {
                case "in" -> new In(key, values());
                case "notin" -> new NotIn(key, values());
                default -> throw Statuses.badRequest("unable to parse requirement: found '" + operator
                        + "', expected: in, notin, =, ==, !=, gt, lt");
            };
        }

        private String key() {
            String key = word();
            if (!KEY.matcher(key).matches()) {
                throw Statuses.badRequest("unable to parse requirement: <nil>: Invalid value: \"" + key + "\": name part must consist of "
                        + "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character");
            }
            return key;
        }

        private String value(String value) {
            if (!VALUE.matcher(value).matches()) {
                throw Statuses.badRequest("unable to parse requirement: values[0]: Invalid value: \"" + value + "\": a valid label must be an "
                        + "empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                        + " character of at most 63 characters");
            }
            return value;
        }

        private long number() {
            String word = word();
            try {
                return Long.parseLong(word);
            } catch (NumberFormatException e) {
                throw Statuses.badRequest("unable to parse requirement: values[0]: Invalid value: \"" + word
                        + "\": for 'Gt', 'Lt' operators, the value must be an integer");
            }
        }

        private Set<String> values() {
            if (!take("(")) {
                throw unexpected("'('");
            }
            Set<String> values = new TreeSet<>();
            do {
                values.add(value(word()));
            } while (take(","));
            if (!take(")")) {
                throw unexpected("',' or ')'");
            }
            return Set.copyOf(values);
        }

        /** The next run of characters that mean nothing special; empty if there is none. */
        private String word() {
            skipBlanks();
            int start = at;
            while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            skipBlanks();
            return word;
        }

        private boolean take(String token) {
            skipBlanks();
            if (!text.startsWith(token, at)) {
                return false;
            }
            at += token.length();
            skipBlanks();
            return true;
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private ApiException unexpected(String expected) {
            String found = at < text.length() ? text.substring(at, at + 1) : "";
            return Statuses.badRequest("unable to parse requirement: found '" + found + "', expected: " + expected);
        }
    }
}
