package dev.glassplane.dns.corefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outer grammar: keys and directives of server blocks, snippets and imports. */
final class Blocks {

    /** Most nested or repeated imports. */
    static final int IMPORTS_MAX = 100;

    /**
     * A server block.
     *
     * @param keys       addresses that it serves
     * @param directives in order
     */
    record Block(List<Token> keys, List<Directive> directives) {}

    private final List<Token> tokens;
    private final Map<String, List<Token>> snippets = new HashMap<>();
    private int at;
    private int imports;

    private Blocks(List<Token> tokens) {
        this.tokens = new ArrayList<>(tokens);
    }

    static List<Block> read(String corefile) {
        if (corefile.contains("{$") || corefile.contains("{%")) {
            throw new CorefileException(1, "environment variables in a Corefile are not known here (limit: dns-plugins)");
        }
        return new Blocks(Token.split(corefile)).blocks();
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        while (at < tokens.size()) {
            if (tokens.get(at).is("import") && at + 1 < tokens.size()) {
                at++;
                splice(tokens.get(at));
                continue;
            }
            List<Token> keys = keys();
            boolean snippet = keys.size() == 1 && keys.getFirst().text().matches("\\(.+\\)");
            if (snippet) {
                List<Token> body = body(keys.getFirst());
                snippets.put(keys.getFirst().text().substring(1, keys.getFirst().text().length() - 1), body);
            } else {
                blocks.add(new Block(keys, at < tokens.size() && tokens.get(at).is("{") ? braced() : unbraced()));
            }
        }
        return blocks;
    }

    /** Keys stand on one line, or go on after a comma. */
    private List<Token> keys() {
        List<Token> keys = new ArrayList<>();
        boolean comma = false;
        int line = tokens.get(at).line();
        while (at < tokens.size() && !tokens.get(at).is("{") && (comma || tokens.get(at).line() == line)) {
            Token token = tokens.get(at);
            if (token.is("}")) {
                throw CorefileException.of(token, "Unexpected token '}', expecting a server address");
            }
            comma = token.text().endsWith(",");
            line = token.line();
            for (String key : token.text().split(",")) {
                if (!key.isEmpty()) {
                    keys.add(new Token(key, token.line()));
                }
            }
            at++;
        }
        if (keys.isEmpty()) {
            throw CorefileException.of(tokens.get(Math.min(at, tokens.size() - 1)), "expected a server address before '{'");
        }
        if (comma && at >= tokens.size()) {
            throw CorefileException.of(tokens.getLast(), "Unexpected EOF");
        }
        return keys;
    }

    private List<Token> body(Token key) {
        if (at >= tokens.size() || !tokens.get(at).is("{")) {
            throw CorefileException.of(key, "expected '{' after snippet " + key.text());
        }
        int depth = 0;
        List<Token> body = new ArrayList<>();
        do {
            depth += tokens.get(at).is("{") ? 1 : tokens.get(at).is("}") ? -1 : 0;
            body.add(tokens.get(at));
            at++;
        } while (depth > 0 && at < tokens.size());
        if (depth > 0) {
            throw CorefileException.of(tokens.getLast(), "Unexpected EOF");
        }
        return body.subList(1, body.size() - 1);
    }

    private List<Directive> braced() {
        at++;
        List<Directive> directives = new ArrayList<>();
        while (true) {
            if (at >= tokens.size()) {
                throw CorefileException.of(tokens.getLast(), "Unexpected EOF");
            }
            if (tokens.get(at).is("}")) {
                at++;
                return directives;
            }
            directive().ifPresent(directives::add);
        }
    }

    private List<Directive> unbraced() {
        List<Directive> directives = new ArrayList<>();
        while (at < tokens.size()) {
            directive().ifPresent(directives::add);
        }
        return directives;
    }

    private Optional<Directive> directive() {
        Token name = tokens.get(at);
        at++;
        if (name.is("import")) {
            if (at >= tokens.size() || tokens.get(at).line() != name.line()) {
                throw CorefileException.arguments(name);
            }
            splice(tokens.get(at));
            return Optional.empty();
        }
        if (name.is("{")) {
            throw CorefileException.of(name, "Unknown directive '{'");
        }
        List<Token> arguments = restOfLine(name.line());
        Optional<List<List<Token>>> block = at < tokens.size() && tokens.get(at).is("{") ? Optional.of(lines()) : Optional.empty();
        return Optional.of(new Directive(name, arguments, block));
    }

    private List<Token> restOfLine(int line) {
        List<Token> words = new ArrayList<>();
        while (at < tokens.size() && tokens.get(at).line() == line && !tokens.get(at).is("{") && !tokens.get(at).is("}")) {
            words.add(tokens.get(at));
            at++;
        }
        return words;
    }

    private List<List<Token>> lines() {
        int depth = 1;
        at++;
        List<List<Token>> lines = new ArrayList<>();
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            at++;
            if (depth == 0) {
                return lines;
            }
            if (lines.isEmpty() || lines.getLast().getFirst().line() != token.line()) {
                lines.add(new ArrayList<>());
            }
            lines.getLast().add(token);
        }
        throw CorefileException.of(tokens.getLast(), "Unexpected EOF");
    }

    /** A snippet's words take the place of its import; a pattern of files finds none, as in a pod that has only the Corefile. */
    private void splice(Token what) {
        at++;
        imports++;
        List<Token> snippet = snippets.get(what.text());
        if (imports > IMPORTS_MAX) {
            throw CorefileException.of(what, "more than " + IMPORTS_MAX + " imports");
        }
        if (snippet == null && !what.text().contains("*")) {
            throw CorefileException.of(what, "File to import not found: " + what.text());
        }
        if (snippet != null) {
            tokens.addAll(at, snippet);
        }
    }
}
