package dev.glassplane.dns.corefile;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of a Corefile.
 *
 * @param text without quotes
 * @param line 1 for the first
 */
record Token(String text, int line) {

    /** Most words of a Corefile; a ConfigMap holds at most 1 MiB. */
    static final int TOKENS_MAX = 50_000;

    /** Splits at white space; double quotes hold a word together, {@code \"} is a quote in it, and {@code #} begins a comment between words. */
    static List<Token> split(String corefile) {
        List<Token> tokens = new ArrayList<>();
        int line = 1;
        int at = 0;
        while (at < corefile.length()) {
            char c = corefile.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(c) || c == '\ufeff') {
                at++;
            } else if (c == '#') {
                int end = corefile.indexOf('\n', at);
                at = end < 0 ? corefile.length() : end;
            } else {
                StringBuilder word = new StringBuilder();
                int first = line;
                int end = c == '"' ? quoted(corefile, at + 1, word) : bare(corefile, at, word);
                line += (int) corefile.substring(at, end).chars().filter(each -> each == '\n').count();
                at = end;
                tokens.add(new Token(word.toString(), first));
            }
            if (tokens.size() > TOKENS_MAX) {
                throw new CorefileException(line, "more than " + TOKENS_MAX + " words");
            }
        }
        return tokens;
    }

    private static int quoted(String text, int from, StringBuilder word) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            }
            word.append(text.charAt(at));
            at++;
        }
        return Math.min(text.length(), at + 1);
    }

    private static int bare(String text, int from, StringBuilder word) {
        int at = from;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            word.append(text.charAt(at));
            at++;
        }
        return at;
    }

    boolean is(String word) {
        return text.equals(word);
    }
}
