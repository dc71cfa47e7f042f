package dev.glassplane.loadbalancer.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** What happens to a request or its answer on the way. */
public sealed interface Filter {

    /**
     * Headers of the request.
     *
     * @param set    replaced or added
     * @param add    added behind what is there, with a comma
     * @param remove names
     */
    record RequestHeaders(Map<String, String> set, Map<String, String> add, List<String> remove) implements Filter {}

    /** Headers of the answer, as {@link RequestHeaders}. */
    record ResponseHeaders(Map<String, String> set, Map<String, String> add, List<String> remove) implements Filter {}

    /** Another URL. */
    record Rewrite(Optional<String> host, Optional<PathRewrite> path) implements Filter {}

    /** ALB's host-header-rewrite: what a regular expression (RE2) finds in the host name, by a text in which {@code $1} is its first group. */
    record RewriteHost(String expression, String replacement) implements Filter {}

    /** A copy of the request for somebody whose answer nobody waits for. {@code share} of the requests, 1 for all. */
    record Mirror(Backend backend, BigFraction share) implements Filter {}

    /**
     * Cross-origin requests.
     *
     * @param allowOrigins     {@code *}, {@code https://example.com}, {@code https://*.example.com}
     * @param allowMethods     {@code *} for all
     * @param allowHeaders     {@code *} for all
     * @param exposeHeaders    {@code *} for all
     * @param allowCredentials whether cookies may come along
     * @param maxAge           how long a client may remember the answer
     */
    record Cors(List<String> allowOrigins, List<String> allowMethods, List<String> allowHeaders, List<String> exposeHeaders,
                boolean allowCredentials, Duration maxAge) implements Filter {}

    /** How long an answer may take, in all and for each try; empty or zero: no limit. */
    record Timeout(Optional<Duration> request, Optional<Duration> backend) implements Filter {}

    /** Something that nobody here can carry out; a request that gets to it ends as not modelled. {@code limit} is the entry of docs/limits.md. */
    record Unmodelled(String what, String limit) implements Filter {}
}
