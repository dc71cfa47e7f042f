package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.AwsNodeSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notes the last Cilium configuration that could be used in the Cluster object, as a running agent keeps what it started with, and tells of one
 * that cannot be used by an event on the ConfigMap.
 */
@Component
@Order(901)
class CiliumSettingsLoop implements ControlLoop {

    private static final List<ObjectKey> READ = List.of(CiliumSettings.CONFIG_MAP, LastGoodConfiguration.CLUSTER, AwsNodeSettings.DAEMON_SET);
    static final String REASON = "FailedToLoadConfig";

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;

    CiliumSettingsLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
    }

    @Override
    public String name() {
        return "cilium-config";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.full() || READ.stream().anyMatch(delta.touched()::contains)) {
            Optional<Stored> configMap = image.object(CiliumSettings.CONFIG_MAP);
            CiliumSettings settings = CiliumSettings.of(image);
            new LastGoodConfiguration(settings.data().map(CiliumSettingsLoop::json), settings.problem()).remember(objects, kinds, "cilium", configMap,
                    JsonNodeFactory.instance.objectNode());
            if (configMap.isPresent() && settings.problem().isPresent()) {
                events.record(kinds.named("configmaps"), configMap.get().object(), EbpfProgrammer.COMPONENT, "", EventRecorder.WARNING, REASON,
                        "The last good configuration stays in force: " + settings.problem().get());
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(Map<String, String> data) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        data.forEach(json::put);
        return json;
    }
}
