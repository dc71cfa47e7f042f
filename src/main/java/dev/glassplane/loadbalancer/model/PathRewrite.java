package dev.glassplane.loadbalancer.model;

/** How a path becomes another. */
public sealed interface PathRewrite {

    /** The whole path. Of a redirect, {@code #{path}}, {@code #{host}}, {@code #{port}}, {@code #{protocol}} stand for the request's own. */
    record Full(String path) implements PathRewrite {}

    /** The elements of a prefix that matched: {@code /foo} by {@code /bar} makes {@code /bar/x} of {@code /foo/x}; by {@code /} it makes {@code /x}. */
    record Prefix(String prefix, String replacement) implements PathRewrite {}

    /** What a regular expression (RE2) finds, by a text in which {@code $1} is its first group: ALB's url-rewrite. */
    record Regex(String expression, String replacement) implements PathRewrite {}
}
