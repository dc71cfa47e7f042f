package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** One thing that a load balancer looked at or did, in order. Renderers switch over all of them. */
public sealed interface EvaluationStep {

    /** A listener took the connection or request. {@code why} names port and host name. */
    record ListenerChosen(Listener listener, String why) implements EvaluationStep {}

    /**
     * The handshake ended here.
     *
     * @param shown the certificate for the server name; empty if the listener has none
     * @param fits  whether its names are known and none is the server name: a client that checks turns away
     */
    record TlsEnded(Optional<Tls.Certificate> shown, Optional<Boolean> fits) implements EvaluationStep {}

    /**
     * A rule matched.
     *
     * @param place  the rule's place in the listener, from 1
     * @param passed rules before it that did not
     */
    record RuleMatched(Rule rule, int place, List<Passed> passed) implements EvaluationStep {
        public RuleMatched {
            passed = List.copyOf(passed);
        }
    }

    /** No rule matched: the listener's default acts. */
    record Defaulted(List<Passed> passed) implements EvaluationStep {
        public Defaulted {
            passed = List.copyOf(passed);
        }
    }

    /** A rule that did not match. {@code because} is the condition that does not hold, with the value that was found. */
    record Passed(Rule rule, String because) {}

    /** A filter did something. */
    record Filtered(Filter filter, String what) implements EvaluationStep {}

    /** The load balancer changed the request by itself: X-Forwarded-For and the like. */
    record Forwarding(String what) implements EvaluationStep {}

    /**
     * One of several backends was drawn by weight.
     *
     * @param index from 1
     */
    record BackendChosen(String backend, int of, int index, BigFraction share) implements EvaluationStep {}

    /**
     * A target was drawn.
     *
     * @param of    targets that could be
     * @param index from 1
     * @param note  why only these could be, for people; may be empty
     */
    record TargetChosen(TargetGroup group, Target target, int of, int index, String note) implements EvaluationStep {}

    /** A copy goes to somebody else, whose answer nobody waits for. {@code to} names group and target, or why there is none. */
    record Mirrored(String to) implements EvaluationStep {}
}
