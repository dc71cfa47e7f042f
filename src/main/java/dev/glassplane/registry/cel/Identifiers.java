package dev.glassplane.registry.cel;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of fields as CEL sees them. Source: {@code apiserver: pkg/cel/escaping.go}. */
final class Identifiers {

    private static final Pattern ACCESSIBLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for",
            "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while");

    private Identifiers() {}

    /** @return how expressions write a field, empty if they cannot */
    static Optional<String> escaped(String field) {
        if (RESERVED.contains(field)) {
            return Optional.of("__" + field + "__");
        }
        if (!ACCESSIBLE.matcher(field).matches()) {
            return Optional.empty();
        }
        return Optional.of(field.replace("__", "__underscores__").replace(".", "__dot__").replace("-", "__dash__").replace("/", "__slash__"));
    }
}
