package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.model.Listener;
import java.util.List;

/**
 * What the controller makes of a Service.
 *
 * @param stack     what is wanted in AWS
 * @param listeners of the load balancer
 */
record NlbPlan(Stack stack, List<Listener> listeners) {

    NlbPlan {
        listeners = List.copyOf(listeners);
    }
}
