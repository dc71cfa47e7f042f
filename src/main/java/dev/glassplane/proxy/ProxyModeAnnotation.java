package dev.glassplane.proxy;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import java.util.Optional;

/** The annotation by which a Node asks for a service mode of its own. */
final class ProxyModeAnnotation {

    static final String NAME = "glassplane.dev/proxy-mode";

    private ProxyModeAnnotation() {}

    /**
     * @return the mode that the node asks for, empty if it asks for none
     * @throws InvalidConfigurationException if there is no such mode, or it does not run over the pod network
     */
    static Optional<ProxyMode> wish(Node node, ClusterNetwork network) {
        Optional<ProxyMode> wish = Optional.ofNullable(node.annotations().get(NAME)).map(word -> ProxyMode.read(word, "annotation " + NAME));
        wish.ifPresent(mode -> mode.checkRunsOver(network));
        return wish;
    }

    /** @return why the node's wish is not in force, empty if it has none or gets what it wants */
    static Optional<String> problem(Node node, ClusterNetwork network) {
        try {
            wish(node, network);
            return Optional.empty();
        } catch (InvalidConfigurationException e) {
            return Optional.of(e.getMessage());
        }
    }
}
