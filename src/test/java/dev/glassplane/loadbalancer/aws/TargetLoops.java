package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.TestFabric;
import dev.glassplane.vpc.VpcReader;

/** The loop of TargetGroupBindings for tests of other packages. */
public final class TargetLoops {

    private TargetLoops() {}

    public static ControlLoop of(TestCluster cluster, VpcReader reader, LoadBalancerSources sources, CloudIds ids) {
        return new TargetLoop(cluster, cluster, cluster, reader, TestFabric::of, sources, ids);
    }
}
