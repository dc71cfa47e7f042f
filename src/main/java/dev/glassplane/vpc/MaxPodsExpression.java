package dev.glassplane.vpc;

import java.util.Map;

/**
 * The integer part of CEL that {@code maxPodsExpression} needs: numbers, {@code default_enis}, {@code ips_per_eni}, {@code max_pods},
 * {@code + - * / %}, comparisons, {@code ? :} and brackets. Division truncates; too large a value is an error, as in CEL.
 */
final class MaxPodsExpression {

    private static final int LENGTH_MAX = 1000;
    private static final int DEPTH_MAX = 50;

    private final String text;
    private final Map<String, Long> variables;
    private int at;
    private int depth;

    private MaxPodsExpression(String text, Map<String, Long> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** @throws IllegalArgumentException naming the place, if it is not such an expression */
    static long evaluate(String text, int interfaces, int addressesPerInterface, int maxPods) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("expected at most " + LENGTH_MAX + " characters, found " + text.length());
        }
        MaxPodsExpression expression = new MaxPodsExpression(text,
                Map.of("default_enis", (long) interfaces, "ips_per_eni", (long) addressesPerInterface, "max_pods", (long) maxPods));
        long value = expression.choice();
        if (expression.peek() != 0) {
            throw expression.unexpected("the end");
        }
        return value;
    }

    private long choice() {
        if (++depth > DEPTH_MAX) {
            throw new IllegalArgumentException("more than " + DEPTH_MAX + " brackets deep");
        }
        long left = sum();
        Boolean holds = comparison(left);
        if (holds != null) {
            expect('?');
            long yes = choice();
            expect(':');
            long no = choice();
            left = holds ? yes : no;
        }
        depth--;
        return left;
    }

    private Boolean comparison(long left) {
        for (String operator : new String[] {"<=", ">=", "==", "!=", "<", ">"}) {
            if (peek() != 0 && text.startsWith(operator, at)) {
                at += operator.length();
                int order = Long.compare(left, sum());
                return switch (operator) {
                    case "<=" -> order <= 0;
                    case ">=" -> order >= 0;
                    case "==" -> order == 0;
                    case "!=" -> order != 0;
                    case "<" -> order < 0;
                    default -> order > 0;
                };
            }
        }
        return null;
    }

    private long sum() {
        long value = product();
        while (peek() == '+' || peek() == '-') {
            boolean plus = text.charAt(at++) == '+';
            long next = product();
            value = plus ? Math.addExact(value, next) : Math.subtractExact(value, next);
        }
        return value;
    }

    private long product() {
        long value = atom();
        while (peek() == '*' || peek() == '/' || peek() == '%') {
            char operator = text.charAt(at++);
            long next = atom();
            value = operator == '*' ? Math.multiplyExact(value, next) : operator == '/' ? value / next : value % next;
        }
        return value;
    }

    private long atom() {
        char first = peek();
        if (first == '(') {
            at++;
            long value = choice();
            expect(')');
            return value;
        }
        if (first == '-') {
            at++;
            return Math.negateExact(atom());
        }
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(start, at);
        if (variables.containsKey(word)) {
            return variables.get(word);
        }
        at = word.matches("[0-9]{1,18}") ? at : start;
        if (at == start) {
            throw unexpected("a number, default_enis, ips_per_eni, max_pods or a bracket");
        }
        return Long.parseLong(word);
    }

    /** @return the next character that is not blank, 0 at the end */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char character) {
        if (peek() != character) {
            throw unexpected("\"" + character + "\"");
        }
        at++;
    }

    private IllegalArgumentException unexpected(String expected) {
        String found = at < text.length() ? "\"" + text.substring(at) + "\"" : "the end";
        return new IllegalArgumentException("expected " + expected + ", found " + found);
    }
}
