package dev.glassplane.proxy;

import dev.glassplane.image.Node;
import java.util.Optional;

/** The annotation by which a Node asks for a service mode of its own. */
final class ProxyModeAnnotation {

    static final String NAME = "glassplane.dev/proxy-mode";

    private ProxyModeAnnotation() {}

    /**
     * @return the mode that the node asks for, empty if it asks for none
     * @throws InvalidConfigurationException if there is no such mode
     */
    static Optional<ProxyMode> wish(Node node) {
        return Optional.ofNullable(node.annotations().get(NAME)).map(word -> ProxyMode.read(word, "annotation " + NAME));
    }

    /** @return why the node's wish is not in force, empty if it has none or gets what it wants */
    static Optional<String> problem(Node node) {
        try {
            wish(node);
            return Optional.empty();
        } catch (InvalidConfigurationException e) {
            return Optional.of(e.getMessage());
        }
    }
}
