package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a load balancer does with what came in. */
public sealed interface Result {

    /**
     * It ended the connection and opens another one to a target.
     *
     * @param request  as the target gets it; empty if the load balancer does not read requests
     * @param response what happens to headers of the answer, in order
     */
    record Relayed(TargetGroup group, Target target, Optional<HttpRequest> request, List<Filter.ResponseHeaders> response) implements Result {
        public Relayed {
            response = List.copyOf(response);
        }
    }

    /** The packets of the flow go on to a target, whose address they get. TLS, if there is any, is not ended. */
    record Passed(TargetGroup group, Target target) implements Result {}

    /**
     * It answers itself.
     *
     * @param grpcStatus of gRPC: the HTTP status is then 200
     * @param why        for people
     * @param cause      what kind of answer it is
     */
    record Answered(int status, OptionalInt grpcStatus, Headers headers, String body, Cause cause, String why) implements Result {}

    /** The connection ends without an answer of HTTP. */
    record Closed(How how, String why) implements Result {}

    /** No listener has the port. */
    record NoListener(String why) implements Result {}

    /**
     * A target group without a target that could be used, where no answer of HTTP can say so.
     *
     * @param elsewhere whether other zones have some, which cross-zone load balancing would use
     */
    record NoTarget(TargetGroup group, boolean elsewhere, String why) implements Result {}

    /** The question needs something that is not modelled. */
    record NotModelled(String what, String limit) implements Result {}

    /** Without a request nobody can tell: only what is known of the connection was evaluated. */
    record NoRequest(String why) implements Result {}

    /** Why a load balancer answers in place of a target. */
    enum Cause {
        /** A rule says so. */
        REDIRECT, FIXED_RESPONSE, CORS_PREFLIGHT,
        /** No rule fits: 404. */
        NO_RULE,
        /** The objects are wrong: 500, or what the provider makes of it. */
        BROKEN_REFERENCE, NO_BACKEND,
        /** Nobody is there: 503. */
        NO_TARGETS,
        /** The request is for another listener: 421. */
        MISDIRECTED,
        /** Not a request that the listener understands: 400. */
        BAD_REQUEST
    }

    /** How a connection ends. */
    enum How {
        /** Refused or reset. */
        RESET,
        /** The handshake fails. */
        TLS_ERROR
    }
}
