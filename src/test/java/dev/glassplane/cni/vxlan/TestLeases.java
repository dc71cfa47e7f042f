package dev.glassplane.cni.vxlan;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import java.util.Map;

/** What flanneld writes on nodes, for tests outside this package. */
public final class TestLeases {

    private TestLeases() {}

    /** @return annotations of the node's lease, empty if its flanneld does not start */
    public static Map<String, String> of(Node node, ClusterImage image) {
        return Lease.annotations(node, FlannelSettings.of(image).configuration());
    }
}
