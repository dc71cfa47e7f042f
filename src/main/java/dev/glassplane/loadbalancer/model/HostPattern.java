package dev.glassplane.loadbalancer.model;

/** Which host names a listener, rule or certificate means. Names are lower case; ports in a Host header are cut off before. */
public sealed interface HostPattern {

    /** Every name, and none at all. */
    record Any() implements HostPattern {
        @Override
        public String toString() {
            return "*";
        }
    }

    /** This name. */
    record Exact(String name) implements HostPattern {
        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code *.SUFFIX} where the star is exactly one label: Ingress, certificates (RFC 6125). */
    record OneLabel(String suffix) implements HostPattern {
        @Override
        public String toString() {
            return "*." + suffix;
        }
    }

    /** {@code *.SUFFIX} where the star is one label or more: Gateway API. */
    record AnyLabels(String suffix) implements HostPattern {
        @Override
        public String toString() {
            return "*." + suffix;
        }
    }

    /** {@code *} is any characters, dots too, {@code ?} is one: ALB's host-header. */
    record Glob(String pattern) implements HostPattern {
        @Override
        public String toString() {
            return pattern;
        }
    }

    /** A regular expression (RE2) for the whole name: ALB's host-header. */
    record Regex(String expression) implements HostPattern {
        @Override
        public String toString() {
            return "~" + expression;
        }
    }

    /** Every name. */
    HostPattern ANY = new Any();
}
