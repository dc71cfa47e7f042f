package dev.glassplane.calico;

import dev.glassplane.calico.SelectorNode.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a selector ({@code libcalico-go/lib/selector/parser/parser.go}). {@code &&} binds tighter than {@code ||}. */
final class SelectorParser {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(&&|\\|\\||==|!=|[!(){},])|\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_./-]+))");

    private record Token(String text, boolean quoted, int at) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    /** @throws IllegalArgumentException if a character belongs nowhere */
    SelectorParser(String text) {
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

    SelectorNode whole() {
        SelectorNode node = either();
        end();
        return node;
    }

    private SelectorNode either() {
        List<SelectorNode> operands = new ArrayList<>(List.of(both()));
        while (take("||")) {
            operands.add(both());
        }
        return operands.size() == 1 ? operands.getFirst() : new SelectorNode.Or(operands);
    }

    private SelectorNode both() {
        List<SelectorNode> operands = new ArrayList<>(List.of(operation()));
        while (take("&&")) {
            operands.add(operation());
        }
        return operands.size() == 1 ? operands.getFirst() : new SelectorNode.And(operands);
    }

    private SelectorNode operation() {
        boolean negated = false;
        while (take("!")) {
            negated = !negated;
        }
        SelectorNode node = term();
        return negated ? new SelectorNode.Not(node) : node;
    }

    private SelectorNode term() {
        if (take("(")) {
            SelectorNode inside = either();
            expect(")");
            return inside;
        }
        String word = label();
        if (take("(")) {
            return call(word);
        }
        return comparison(word);
    }

    private SelectorNode call(String word) {
        return switch (word) {
            case "all" -> {
                expect(")");
                yield new SelectorNode.All();
            }
            case "global" -> {
                expect(")");
                yield new SelectorNode.Global();
            }
            case "has" -> {
                String key = label();
                expect(")");
                yield new SelectorNode.Has(key);
            }
            default -> throw new IllegalArgumentException("selector \"" + text + "\": expected all(), global() or has(label), found " + word + "()");
        };
    }

    private SelectorNode comparison(String key) {
        if (take("==")) {
            return compare(key, Operator.EQUAL);
        }
        if (take("!=")) {
            return compare(key, Operator.NOT_EQUAL);
        }
        if (take("in")) {
            return new SelectorNode.Within(key, false, values());
        }
        if (take("not")) {
            expect("in");
            return new SelectorNode.Within(key, true, values());
        }
        if (take("contains")) {
            return compare(key, Operator.CONTAINS);
        }
        boolean starts = take("starts");
        if (starts || take("ends")) {
            expect("with");
            return compare(key, starts ? Operator.STARTS_WITH : Operator.ENDS_WITH);
        }
        throw new IllegalArgumentException("selector \"" + text + "\": expected ==, !=, in, not in, contains, starts with or ends with after "
                + key);
    }

    private SelectorNode compare(String key, Operator operator) {
        return new SelectorNode.Compare(key, operator, value());
    }

    private List<String> values() {
        Set<String> values = new TreeSet<>();
        expect("{");
        while (next < tokens.size() && tokens.get(next).quoted()) {
            values.add(value());
            if (!take(",")) {
                break;
            }
        }
        expect("}");
        return List.copyOf(values);
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

    private void end() {
        if (next < tokens.size()) {
            throw new IllegalArgumentException("selector \"" + text + "\": expected its end" + where(tokens.get(next)));
        }
    }

    private static String where(Token token) {
        return token == null ? ", found its end" : ", found " + token.text() + " at " + token.at();
    }
}
