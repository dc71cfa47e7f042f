package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.vpc.AwsNodeSettings;
import java.time.Instant;
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

    private final ConfigurationKeeper keeper;

    CiliumSettingsLoop(ConfigurationKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "cilium-config";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (ConfigurationKeeper.concerns(delta, CiliumSettings.CONFIG_MAP, AwsNodeSettings.DAEMON_SET)) {
            CiliumSettings settings = CiliumSettings.of(image);
            keeper.keep(new LastGoodConfiguration(settings.data().map(CiliumSettingsLoop::json), settings.problem()), "cilium", EbpfProgrammer.COMPONENT,
                    CiliumSettings.CONFIG_MAP, image);
        }
        return Optional.empty();
    }

    private static JsonNode json(Map<String, String> data) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        data.forEach(json::put);
        return json;
    }
}
