package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import java.util.List;
import java.util.Optional;

/**
 * What a load balancer makes of what came in, and why.
 *
 * @param loadBalancer who
 * @param listener     that took it, empty if none did
 * @param steps        in order
 * @param result       what comes of it
 */
public record Evaluation(LoadBalancer loadBalancer, Optional<Listener> listener, List<EvaluationStep> steps, Result result) {

    public Evaluation {
        steps = List.copyOf(steps);
    }

    /** @return the rule that matched, if one did */
    public Optional<EvaluationStep.RuleMatched> rule() {
        return steps.stream().filter(EvaluationStep.RuleMatched.class::isInstance).map(EvaluationStep.RuleMatched.class::cast).findFirst();
    }
}
