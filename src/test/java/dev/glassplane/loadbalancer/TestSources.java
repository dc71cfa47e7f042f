package dev.glassplane.loadbalancer;

import dev.glassplane.loadbalancer.alb.AlbSource;
import dev.glassplane.loadbalancer.gateway.GatewaySource;
import dev.glassplane.loadbalancer.ingress.IngressProxySource;
import dev.glassplane.loadbalancer.nlb.NlbSource;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.VpcReader;
import java.util.List;

/** The sources of the product, for tests without Spring: scenarios get their load balancers from these. */
public final class TestSources {

    private TestSources() {}

    /** @return one of each */
    public static LoadBalancerSources all() {
        VpcReader reader = new VpcReader();
        CloudIds ids = new CloudIds(1);
        return new LoadBalancerSources(List.of(new NlbSource(reader, ids), new AlbSource(reader, ids), GatewaySource.create(), new IngressProxySource()));
    }
}
