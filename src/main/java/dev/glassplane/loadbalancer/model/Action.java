package dev.glassplane.loadbalancer.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a rule does. */
public sealed interface Action {

    /**
     * Sends to one of the backends, drawn by weight.
     *
     * @param backends   none, or none with a weight: the load balancer answers with an error (a proxy with 500, an ALB with 503)
     * @param stickiness how long a client stays with the group that it first got
     */
    record Forward(List<Backend.Weighted> backends, Optional<Duration> stickiness) implements Action {

        public Forward {
            backends = List.copyOf(backends);
        }

        /** Everything to one target group. */
        public static Forward to(String targetGroup) {
            return new Forward(List.of(Backend.Weighted.all(targetGroup)), Optional.empty());
        }
    }

    /**
     * Answers with another URL. In host, port and query {@code #{host}}, {@code #{port}}, {@code #{query}}... stand for the request's own (ALB).
     *
     * @param scheme {@code http} or {@code https}; empty: the request's
     * @param host   empty: the request's
     * @param port   empty: the scheme's well-known one if the scheme is given, else the listener's
     * @param path   empty: the request's
     * @param query  empty: the request's
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(Optional<String> scheme, Optional<String> host, Optional<String> port, Optional<PathRewrite> path, Optional<String> query,
                    int status) implements Action {}

    /** Answers itself: a fixed-response, or the 404 of a default. */
    record FixedResponse(int status, String contentType, String body) implements Action {}

    /** Answers with an error, because the objects are wrong. {@code code} is the word of the condition or reason. */
    record Fail(int status, String code, String reason) implements Action {}

    /** Closes the connection (TLSRoute: no rule for this server name). */
    record Close(String reason) implements Action {}

    /** Something that nobody here can carry out. {@code limit} is the entry of docs/limits.md. */
    record Unmodelled(String what, String limit) implements Action {}

    /** Without a rule, nothing is found. */
    Action NOT_FOUND = new FixedResponse(404, "text/plain", "");
}
