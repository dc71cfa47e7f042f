package dev.glassplane.dns.corefile;

import java.util.List;
import java.util.Optional;

/**
 * A plugin in a server block.
 *
 * @param name      the plugin's word
 * @param arguments words of its line
 * @param block     lines between its braces, each with at least one word; empty if it has none
 */
record Directive(Token name, List<Token> arguments, Optional<List<List<Token>>> block) {

    List<String> words() {
        return arguments.stream().map(Token::text).toList();
    }

    List<List<Token>> lines() {
        return block.orElse(List.of());
    }
}
