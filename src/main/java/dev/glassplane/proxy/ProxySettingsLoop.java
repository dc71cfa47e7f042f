package dev.glassplane.proxy;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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
        if (delta.full() || delta.touched().contains(ProxySettings.CONFIG_MAP) || delta.touched().contains(ProxySettings.CLUSTER)) {
            Optional<Stored> configMap = image.object(ProxySettings.CONFIG_MAP);
            ProxySettings settings = ProxySettings.of(image);
            remember(configMap, settings);
            if (configMap.isPresent() && settings.problem().isPresent()) {
                events.record(kinds.named("configmaps"), configMap.get().object(), COMPONENT, "", EventRecorder.WARNING, REASON,
                        "The last good configuration stays in force: " + settings.problem().get());
            }
        }
        if (delta.touches("nodes")) {
            image.nodes().values().stream().filter(node -> delta.full() || delta.touched().contains(node.key())).forEach(node ->
                    ProxyModeAnnotation.problem(node).ifPresent(problem -> refuse(node, image, problem)));
        }
        return Optional.empty();
    }

    private void refuse(Node node, ClusterImage image, String problem) {
        image.object(node.key()).ifPresent(stored -> events.record(kinds.named("nodes"), stored.object(), COMPONENT, node.name(),
                EventRecorder.WARNING, REASON, "The mode " + ProxySettings.of(image).configuration().mode().word() + " of kube-proxy-config stays in force: " + problem));
    }

    private void remember(Optional<Stored> configMap, ProxySettings settings) {
        objects.modify(kinds.named("clusters.glassplane.dev"), "", ProxySettings.CLUSTER.name(), "status", cluster -> {
            JsonNode before = cluster.path("status").path("kubeProxy");
            ObjectNode after = before.isObject() ? (ObjectNode) before.deepCopy() : JsonNodeFactory.instance.objectNode();
            if (settings.problem().isEmpty() && !after.path("config").stringValue("").equals(settings.text().orElse(""))) {
                after.remove("config");
                after.remove("resourceVersion");
                settings.text().ifPresent(text -> after.put("config", text)
                        .put("resourceVersion", configMap.map(stored -> stored.revision().toString()).orElse("")));
            }
            settings.problem().ifPresentOrElse(problem -> after.put("problem", problem), () -> after.remove("problem"));
            after.put("mode", settings.configuration().mode().word());
            return after.equals(before) ? null : withKubeProxy(cluster, after);
        });
    }

    private static ObjectNode withKubeProxy(ObjectNode cluster, ObjectNode kubeProxy) {
        ObjectNode status = cluster.path("status").isObject() ? (ObjectNode) cluster.get("status") : cluster.putObject("status");
        status.set("kubeProxy", kubeProxy);
        return cluster;
    }
}
