package dev.glassplane.proxy;

import dev.glassplane.image.Node;
import java.util.Optional;

/** The annotation by which a Node asks for a service mode of its own. */
final class ProxyModeAnnotation {

    static final String NAME = "glassplane.dev/proxy-mode";

    private ProxyModeAnnotation() {}

    /** @return why the node's wish is not in force, empty if it has none or gets what it wants */
    static Optional<String> problem(Node node) {
        try {
            KubeProxyConfigurationReader.requireIptables(node.annotations().getOrDefault(NAME, ""));
            return Optional.empty();
        } catch (InvalidConfigurationException e) {
            return Optional.of("annotation " + NAME + ": " + e.getMessage());
        }
    }
}
