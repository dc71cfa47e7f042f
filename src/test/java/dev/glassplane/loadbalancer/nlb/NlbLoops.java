package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.vpc.TestCluster;

/** The loop of Services for tests of other packages. */
public final class NlbLoops {

    private NlbLoops() {}

    public static ControlLoop of(TestCluster cluster, StackWriter writer) {
        return new ServiceLoop(cluster, cluster, cluster, writer);
    }
}
