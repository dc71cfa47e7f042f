package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.LoadBalancerSource;

/** The source of Gateways, for tests of other packages. */
public final class GatewaySource {

    private GatewaySource() {}

    /** @return a new one */
    public static LoadBalancerSource create() {
        return new GatewayPlans();
    }
}
