package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.Rule;

/** What Elastic Load Balancing refuses of listeners and rules that the controller asks for. */
final class Refusals {

    private static final int VALUES_MAX = 5;
    private static final int WEIGHT_MAX = 999;

    private Refusals() {}

    /** @throws DeployFailure if it refuses the listener or one of its rules */
    static void check(Listener listener) {
        if (listener.tls().filter(tls -> tls.certificates().isEmpty()).isPresent()) {
            throw refused("A certificate must be specified for HTTPS listeners");
        }
        listener.rules().forEach(Refusals::check);
    }

    private static void check(Rule rule) {
        if (rule.conditions().stream().mapToInt(Refusals::values).sum() > VALUES_MAX) {
            throw refused("A rule can only have '" + VALUES_MAX + "' condition values");
        }
        if (rule.action() instanceof Action.Forward forward && forward.backends().stream().anyMatch(backend -> backend.weight() > WEIGHT_MAX)) {
            throw refused("Target group weights must be between 0 and " + WEIGHT_MAX);
        }
    }

    private static int values(Condition condition) {
        return switch (condition) {
            case Condition.Host(var hosts) -> hosts.size();
            case Condition.Path(var paths) -> paths.size();
            case Condition.Header header -> header.values().size();
            case Condition.Method(var methods) -> methods.size();
            case Condition.Query(var parameters) -> parameters.size();
            case Condition.SourceIp(var cidrs) -> cidrs.size();
            case Condition.Sni(var hosts) -> hosts.size();
            case Condition.Grpc _, Condition.Unmodelled _ -> 0;
        };
    }

    private static DeployFailure refused(String message) {
        return new DeployFailure("api error ValidationError: " + message);
    }
}
