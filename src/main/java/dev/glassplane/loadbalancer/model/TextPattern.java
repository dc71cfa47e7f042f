package dev.glassplane.loadbalancer.model;

/** Which values of a header or query parameter a rule means. */
public sealed interface TextPattern {

    /** This text. */
    record Exact(String text) implements TextPattern {}

    /** {@code *} is any characters, {@code ?} is one; upper and lower case are alike: ALB. */
    record Glob(String pattern) implements TextPattern {}

    /** A regular expression (RE2). {@link #whole} says whether it must fit the whole value. */
    record Regex(String expression, boolean whole) implements TextPattern {}
}
