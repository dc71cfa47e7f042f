package dev.glassplane.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calico's label expressions ({@code projectcalico/calico: libcalico-go/lib/selector}): {@code all()}, {@code has(k)}, {@code k == "v"}, {@code k != "v"},
 * {@code k in { "a", "b" }}, {@code k not in {...}}, {@code k contains "v"}, {@code starts with}, {@code ends with}, {@code !}, {@code &&}, {@code ||} and
 * brackets. {@code &&} binds tighter than {@code ||}. An empty text selects everything.
 */
public final class Selector {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(&&|\\|\\||==|!=|[!(){},])|\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_./-]+))");
    private static final Selector ALL = new Selector("all()", labels -> true);

    private final String text;
    private final Predicate<Map<String, String>> test;

    private Selector(String text, Predicate<Map<String, String>> test) {
        this.text = text;
        this.test = test;
    }

    /** @throws IllegalArgumentException saying what was expected where */
    public static Selector parse(String text) {
        if (text.isBlank()) {
            return ALL;
        }
        Parser parser = new Parser(text);
        Predicate<Map<String, String>> test = parser.either();
        parser.end();
        return new Selector(text, test);
    }

    /** @return whether an object with these labels is meant */
    public boolean matches(Map<String, String> labels) {
        return test.test(labels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector selector && text.equals(selector.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private record Token(String text, boolean quoted, int at) {}

    private static final class Parser {

        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private int next;

        Parser(String text) {
            this.text = text;
            Matcher matcher = TOKEN.matcher(text);
            int at = 0;
            while (at < text.length() && !text.substring(at).isBlank()) {
                matcher.region(at, text.length());
                if (!matcher.lookingAt()) {
                    throw new IllegalArgumentException("selector \"" + text + "\": unexpected character at " + (at + 1));
                }
                String quoted = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                String plain = matcher.group(1) != null ? matcher.group(1) : matcher.group(4);
                tokens.add(new Token(quoted != null ? quoted : plain, quoted != null, at + 1));
                at = matcher.end();
            }
        }

        Predicate<Map<String, String>> either() {
            Predicate<Map<String, String>> left = both();
            while (take("||")) {
                left = left.or(both());
            }
            return left;
        }

        private Predicate<Map<String, String>> both() {
            Predicate<Map<String, String>> left = term();
            while (take("&&")) {
                left = left.and(term());
            }
            return left;
        }

        private Predicate<Map<String, String>> term() {
            if (take("!")) {
                return term().negate();
            }
            if (take("(")) {
                Predicate<Map<String, String>> inside = either();
                expect(")");
                return inside;
            }
            String word = label();
            if (take("(")) {
                return call(word);
            }
            return comparison(word);
        }

        private Predicate<Map<String, String>> call(String word) {
            return switch (word) {
                case "all" -> {
                    expect(")");
                    yield labels -> true;
                }
                case "has" -> {
                    String key = label();
                    expect(")");
                    yield labels -> labels.containsKey(key);
                }
                default -> throw new IllegalArgumentException("selector \"" + text + "\": expected all() or has(label), found " + word + "()");
            };
        }

        private Predicate<Map<String, String>> comparison(String key) {
            if (take("==")) {
                String value = value();
                return labels -> value.equals(labels.get(key));
            }
            if (take("!=")) {
                String value = value();
                return labels -> !value.equals(labels.get(key));
            }
            if (take("in")) {
                Set<String> values = values();
                return labels -> labels.containsKey(key) && values.contains(labels.get(key));
            }
            if (take("not")) {
                expect("in");
                Set<String> values = values();
                return labels -> !(labels.containsKey(key) && values.contains(labels.get(key)));
            }
            if (take("contains")) {
                String value = value();
                return labels -> labels.containsKey(key) && labels.get(key).contains(value);
            }
            boolean starts = take("starts");
            if (starts || take("ends")) {
                expect("with");
                String value = value();
                return labels -> labels.containsKey(key) && (starts ? labels.get(key).startsWith(value) : labels.get(key).endsWith(value));
            }
            throw new IllegalArgumentException("selector \"" + text + "\": expected ==, !=, in, not in, contains, starts with or ends with after " + key);
        }

        private Set<String> values() {
            Set<String> values = new TreeSet<>();
            expect("{");
            do {
                values.add(value());
            } while (take(","));
            expect("}");
            return values;
        }

        private String label() {
            Token token = next < tokens.size() ? tokens.get(next) : null;
            if (token == null || token.quoted() || !Character.isLetterOrDigit(token.text().charAt(0)) && token.text().charAt(0) != '_') {
                throw new IllegalArgumentException("selector \"" + text + "\": expected a label name" + where(token));
            }
            next++;
            return token.text();
        }

        private String value() {
            Token token = next < tokens.size() ? tokens.get(next) : null;
            if (token == null || !token.quoted()) {
                throw new IllegalArgumentException("selector \"" + text + "\": expected a quoted value" + where(token));
            }
            next++;
            return token.text();
        }

        private boolean take(String word) {
            boolean here = next < tokens.size() && !tokens.get(next).quoted() && tokens.get(next).text().equals(word);
            next += here ? 1 : 0;
            return here;
        }

        private void expect(String word) {
            if (!take(word)) {
                throw new IllegalArgumentException("selector \"" + text + "\": expected " + word + where(next < tokens.size() ? tokens.get(next) : null));
            }
        }

        void end() {
            if (next < tokens.size()) {
                throw new IllegalArgumentException("selector \"" + text + "\": expected its end" + where(tokens.get(next)));
            }
        }

        private static String where(Token token) {
            return token == null ? ", found its end" : ", found " + token.text() + " at " + token.at();
        }
    }
}
