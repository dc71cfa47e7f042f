package dev.glassplane.loadbalancer.model;

/** Which paths a rule means; case-sensitive, without the query. */
public sealed interface PathPattern {

    /** The whole path. */
    record Exact(String path) implements PathPattern {}

    /** Elements between slashes: {@code /foo} and {@code /foo/} mean {@code /foo}, {@code /foo/} and {@code /foo/bar}, not {@code /foobar}. */
    record Prefix(String path) implements PathPattern {}

    /** {@code *} is any characters, {@code ?} is one: ALB's path-pattern. */
    record Glob(String pattern) implements PathPattern {}

    /** A regular expression (RE2). {@link #whole} says whether it must fit the whole path (Envoy) or a part of it (ALB, nginx, where it may be anchored). */
    record Regex(String expression, boolean whole) implements PathPattern {}
}
