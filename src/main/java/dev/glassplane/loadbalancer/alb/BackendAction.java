package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.model.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a rule should do, before Services are looked up. */
sealed interface BackendAction {

    /** Something that needs no target group. */
    record Done(Action action) implements BackendAction {}

    /** Forwards to one of several targets, by weight. */
    record Forward(List<Tuple> tuples, Optional<Duration> stickiness) implements BackendAction {

        public Forward {
            tuples = List.copyOf(tuples);
        }

        /** @return the name of the Service, if it forwards to that one alone */
        Optional<String> onlyService() {
            return tuples.size() == 1 && tuples.getFirst().to() instanceof To.ServicePort(String name, String _) ? Optional.of(name) : Optional.empty();
        }
    }

    /** One of the targets. */
    record Tuple(To to, int weight) {}

    /** Where it forwards to. */
    sealed interface To {

        /** @param port number or name, as written */
        record ServicePort(String service, String port) implements To {}

        /** A target group that the controller did not make, by ARN or name. */
        record Foreign(String reference) implements To {}
    }

    /** To a port of a Service. */
    static Forward to(String service, String port) {
        return new Forward(List.of(new Tuple(new To.ServicePort(service, port), 1)), Optional.empty());
    }

    /** Answers 503 in place of a backend that is not there. */
    static Done unavailable(String body) {
        return new Done(new Action.FixedResponse(503, "text/plain", body));
    }
}
