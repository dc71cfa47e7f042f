package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Ip;
import java.util.Optional;

/** What the routers of the VPC know beside its route tables, if they speak a routing protocol with the nodes: AWS's own do not. */
@FunctionalInterface
public interface LearnedRoutes {

    /** Routers that learn nothing. */
    LearnedRoutes NONE = (to, image) -> Optional.empty();

    /** @return name of the node that announced the longest prefix around the address */
    Optional<String> towards(Ip to, ClusterImage image);
}
