package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dns.ClusterNames;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.vpc.VpcFabricSource;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Puts together what a walk reads: tables, the VPC and the directory of one image, sharing with the image seen last what did not change. */
@Component
final class Networks {

    private final VpcFabricSource fabrics;
    private final Network.PortRange nodePorts;
    private final PolicyKnowledge policies;
    private final ClusterNames clusterNames;
    private final LoadBalancerSources balancers;
    private final AtomicReference<Directory> directory = new AtomicReference<>();

    Networks(VpcFabricSource fabrics, PolicyKnowledge policies, ClusterNames clusterNames, LoadBalancerSources balancers,
             @Value("${glassplane.service-node-port-range:30000-32767}") String nodePorts) {
        this.policies = policies;
        this.fabrics = fabrics;
        this.clusterNames = clusterNames;
        this.balancers = balancers;
        this.nodePorts = Network.PortRange.parse(nodePorts);
    }

    /** @return everything that a walk over these tables reads */
    Network of(Dataplane dataplane) {
        Directory names = directory.updateAndGet(last -> last == null ? Directory.of(dataplane.image()) : last.next(dataplane.image()));
        return new Network(dataplane, fabrics.of(dataplane.image()), names, nodePorts, policies, clusterNames, balancers.of(dataplane.image()));
    }
}
