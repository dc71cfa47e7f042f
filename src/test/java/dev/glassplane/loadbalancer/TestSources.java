package dev.glassplane.loadbalancer;

import java.util.List;

/** The sources of the product, for tests without Spring: scenarios get their load balancers from these. */
public final class TestSources {

    private TestSources() {}

    /** @return one of each */
    public static LoadBalancerSources all() {
        return new LoadBalancerSources(List.of());
    }
}
