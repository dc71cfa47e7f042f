package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.net.Ip;
import java.util.List;

/** The pod network's answer to "which addresses are on this node's own devices": what {@link NodeFacts#addresses} holds. */
@FunctionalInterface
public interface NodeAddressSource {

    /** @return addresses on the node's devices, the primary first, loopback left out; a function of the arguments alone */
    List<Ip> addresses(Node node, ClusterImage image);

    /**
     * @param resource of an object key, for example {@code services}
     * @return whether objects of the resource have a say in {@link #addresses}; answering false where it is so saves work. Nodes always have.
     */
    default boolean reads(String resource) {
        return true;
    }
}
