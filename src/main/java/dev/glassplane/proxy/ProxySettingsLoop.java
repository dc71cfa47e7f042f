package dev.glassplane.proxy;

import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Node;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
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
    static final String REASON = "FailedToLoadConfig";

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;

    ProxySettingsLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
    }

    @Override
    public String name() {
        return "kube-proxy-config";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.full() || delta.touched().contains(ProxySettings.CONFIG_MAP) || delta.touched().contains(LastGoodConfiguration.CLUSTER)) {
            Optional<Stored> configMap = image.object(ProxySettings.CONFIG_MAP);
            ProxySettings settings = ProxySettings.of(image);
            new LastGoodConfiguration(settings.text().map(StringNode::valueOf), settings.problem()).remember(objects, kinds, "kubeProxy", configMap,
                    JsonNodeFactory.instance.objectNode().put("mode", settings.configuration().mode().word()));
            if (configMap.isPresent() && settings.problem().isPresent()) {
                events.record(kinds.named("configmaps"), configMap.get().object(), COMPONENT, "", EventRecorder.WARNING, REASON,
                        "The last good configuration stays in force: " + settings.problem().get());
            }
        }
        if (delta.touches("nodes")) {
            image.nodes().values().stream().filter(node -> delta.full() || delta.touched().contains(node.key())).forEach(node ->
                    ProxyModeAnnotation.problem(node, ClusterNetwork.of(image)).ifPresent(problem -> refuse(node, image, problem)));
        }
        return Optional.empty();
    }

    private void refuse(Node node, ClusterImage image, String problem) {
        image.object(node.key()).ifPresent(stored -> events.record(kinds.named("nodes"), stored.object(), COMPONENT, node.name(),
                EventRecorder.WARNING, REASON, "The mode " + ProxySettings.of(image).configuration().mode().word() + " of kube-proxy-config stays in force: " + problem));
    }
}
