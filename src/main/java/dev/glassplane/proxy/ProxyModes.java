package dev.glassplane.proxy;

import dev.glassplane.image.Recently;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import java.util.EnumSet;
import java.util.Set;

/** Which mode each node runs: that of kube-proxy's configuration, unless the Node asks for another one. */
public final class ProxyModes {

    private static final Recently<Set<ProxyMode>> ACTIVE = new Recently<>();

    private ProxyModes() {}

    /** @return the mode of the node; a wish that cannot be met leaves it with the configured one */
    public static ProxyMode of(Node node, ProxyMode configured, ClusterNetwork network) {
        try {
            return node.annotations().isEmpty() ? configured : ProxyModeAnnotation.wish(node, network).orElse(configured);
        } catch (InvalidConfigurationException e) {
            return configured;
        }
    }

    /** @return modes that at least one node runs, and the configured one; quick to find for an image whose nodes are those of the one before */
    static Set<ProxyMode> active(ClusterImage image, ProxyMode configured) {
        return ACTIVE.of(() -> {
            Set<ProxyMode> active = EnumSet.of(configured);
            image.nodes().values().forEach(node -> active.add(of(node, configured, ClusterNetwork.of(image))));
            return active;
        }, image.nodes(), configured);
    }
}
