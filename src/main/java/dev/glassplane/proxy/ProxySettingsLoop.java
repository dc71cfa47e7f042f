package dev.glassplane.proxy;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Node;
import java.time.Instant;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * Notes the last kube-proxy configuration that could be used, and its mode, in the Cluster object, and tells of one that cannot be used by an event on the
 * ConfigMap, or on a Node that asks for a mode of its own.
 */
@Component
@Order(900)
class ProxySettingsLoop implements ControlLoop {

    static final String COMPONENT = "kube-proxy";

    private final ConfigurationKeeper keeper;

    ProxySettingsLoop(ConfigurationKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "kube-proxy-config";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (ConfigurationKeeper.concerns(delta, ProxySettings.CONFIG_MAP)) {
            ProxySettings settings = ProxySettings.of(image);
            keeper.keep(new LastGoodConfiguration(settings.text().map(StringNode::valueOf), settings.problem()), "kubeProxy", COMPONENT,
                    ProxySettings.CONFIG_MAP, image, JsonNodeFactory.instance.objectNode().put("mode", settings.configuration().mode().word()));
        }
        if (delta.touches("nodes")) {
            image.nodes().values().stream().filter(node -> delta.full() || delta.touched().contains(node.key())).forEach(node ->
                    ProxyModeAnnotation.problem(node, ClusterNetwork.of(image)).ifPresent(problem -> refuse(node, image, problem)));
        }
        return Optional.empty();
    }

    private void refuse(Node node, ClusterImage image, String problem) {
        keeper.warn(image, node.key(), COMPONENT, node.name(),
                "The mode " + ProxySettings.of(image).configuration().mode().word() + " of kube-proxy-config stays in force: " + problem);
    }
}
