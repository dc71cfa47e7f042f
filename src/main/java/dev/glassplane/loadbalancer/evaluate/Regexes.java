package dev.glassplane.loadbalancer.evaluate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions of routes, in RE2's syntax (github.com/google/re2/wiki/Syntax): matched in time that is linear in the text, so that no expression is
 * a trap. Look-around and back-references do not exist there.
 */
public final class Regexes {

    /** Characters of an expression. */
    public static final int LENGTH_MAX = 1024;
    /** Size of the program that an expression may become: atoms, times their repetitions. */
    public static final int PROGRAM_MAX = 10_000;
    /** Expressions that are kept compiled. */
    static final int KEPT_MAX = 4096;

    private static final ConcurrentHashMap<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private Regexes() {}

    /** @return what is wrong with the expression, empty if it can be used */
    public static Optional<String> problem(String expression) {
        if (expression.length() > LENGTH_MAX) {
            return Optional.of("a regular expression of at most " + LENGTH_MAX + " characters is expected, found " + expression.length());
        }
        long size = size(expression);
        if (size > PROGRAM_MAX) {
            return Optional.of("the repetitions of \"" + expression + "\" make a program of about " + size + " instructions, expected at most " + PROGRAM_MAX);
        }
        try {
            compiled(expression);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("\"" + expression + "\" is no regular expression of RE2: " + e.getDescription());
        }
    }

    /** @throws IllegalArgumentException if the expression has a {@link #problem} */
    static boolean matches(String expression, boolean whole, String text) {
        Matcher matcher = checked(expression).matcher(text);
        return whole ? matcher.matches() : matcher.find();
    }

    /**
     * @param replacement with {@code $1} for the first group
     * @return the text with the first finding replaced
     */
    static String replaceFirst(String expression, String replacement, String text) {
        return checked(expression).matcher(text).replaceFirst(replacement);
    }

    private static Pattern checked(String expression) {
        problem(expression).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return compiled(expression);
    }

    private static Pattern compiled(String expression) {
        if (COMPILED.size() >= KEPT_MAX) {
            COMPILED.clear();
        }
        return COMPILED.computeIfAbsent(expression, Pattern::compile);
    }

    /** About the size of the program: an atom is 1, a repetition multiplies the atom or group before it. */
    private static long size(String expression) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        for (int i = 0; i < expression.length() && sum <= PROGRAM_MAX; i++) {
            char c = expression.charAt(i);
            int end = c == '{' ? expression.indexOf('}', i) : c == '[' ? expression.indexOf(']', i + 2) : -1;
            if (c == '(') {
                outer.push(sum);
                sum = 0;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum;
                sum = outer.pop() + last;
            } else if (c == '{' && end > 0) {
                sum += last * (repetitions(expression.substring(i + 1, end)) - 1);
                last *= repetitions(expression.substring(i + 1, end));
                i = end;
            } else {
                i = c == '\\' ? i + 1 : c == '[' && end > 0 ? end : i;
                last = 1;
                sum++;
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum;
    }

    private static long repetitions(String braces) {
        String most = braces.endsWith(",") ? braces.substring(0, braces.length() - 1) : braces.substring(braces.indexOf(',') + 1);
        return most.matches("[0-9]{1,6}") ? Math.max(1, Long.parseLong(most)) : 1;
    }
}
