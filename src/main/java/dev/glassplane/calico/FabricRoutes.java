package dev.glassplane.calico;

import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.LearnedRoutes;
import java.util.Optional;

/**
 * What the routers between the nodes learn from BIRD, if {@code spec.bgpFabric} of the Cluster object makes them speak BGP.
 *
 * @param reader reads images
 */
public record FabricRoutes(CalicoReader reader) implements LearnedRoutes {

    @Override
    public Optional<String> towards(Ip to, ClusterImage image) {
        return ClusterNetwork.of(image).is(PodNetwork.BGP) ? reader.routing(image).fabricRoute(to).map(Routing.Announced::node) : Optional.empty();
    }
}
