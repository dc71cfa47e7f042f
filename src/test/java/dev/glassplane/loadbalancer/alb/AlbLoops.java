package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.vpc.TestCluster;

/** The loop of Ingresses for tests of other packages. */
public final class AlbLoops {

    private AlbLoops() {}

    public static ControlLoop of(TestCluster cluster, StackWriter writer) {
        return new IngressLoop(cluster, cluster, cluster, writer);
    }
}
