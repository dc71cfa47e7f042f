package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.PathRewrite;

/** What becomes of a path. */
final class Rewrites {

    private Rewrites() {}

    static String path(PathRewrite rewrite, String path) {
        return switch (rewrite) {
            case PathRewrite.Full(String whole) -> whole;
            case PathRewrite.Prefix(String prefix, String replacement) -> prefix(path, Patterns.withoutSlash(prefix), Patterns.withoutSlash(replacement));
            case PathRewrite.Regex(String expression, String replacement) -> Regexes.replaceFirst(expression, replacement, path);
        };
    }

    /** By elements, as the table at {@code HTTPPathModifier.replacePrefixMatch} has it (gateway-api: apis/v1/httproute_types.go). */
    private static String prefix(String path, String prefix, String replacement) {
        String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        String changed = replacement + rest;
        return changed.isEmpty() ? "/" : changed.startsWith("/") ? changed : "/" + changed;
    }
}
