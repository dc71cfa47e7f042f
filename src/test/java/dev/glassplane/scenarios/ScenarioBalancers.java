package dev.glassplane.scenarios;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.alb.AlbLoops;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.loadbalancer.aws.TargetLoops;
import dev.glassplane.loadbalancer.nlb.NlbLoops;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;

/** Load balancers of AWS of a scenario: what the controller makes of its Services and Ingresses, two minutes later, when health checks have decided. */
final class ScenarioBalancers {

    private static final Duration LATER = Duration.ofMinutes(2);

    private ScenarioBalancers() {}

    static ClusterImage made(ClusterImage image, LoadBalancerSources sources) {
        boolean none = image.all("services").values().stream().noneMatch(service -> service.object().path("spec").has("loadBalancerClass"))
                && image.all("ingresses.networking.k8s.io").isEmpty();
        if (none) {
            return image;
        }
        TestCluster cluster = new TestCluster().from(image);
        VpcReader reader = new VpcReader();
        CloudIds ids = new CloudIds(1);
        StackWriter writer = new StackWriter(cluster, cluster, reader, new VpcWrites(cluster, cluster), ids);
        cluster.with(NlbLoops.of(cluster, writer)).with(AlbLoops.of(cluster, writer)).with(TargetLoops.of(cluster, reader, sources, ids)).settle();
        return cluster.advance(LATER).image();
    }
}
