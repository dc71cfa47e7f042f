package dev.glassplane.cni.vxlan;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Node;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * flanneld's start on each node: it acquires the node's lease by writing annotations. Notes the last settings that could be used in the Cluster object,
 * and tells of ones that cannot be by an event on the ConfigMap.
 */
@Component
@Order(650)
class FlannelLoop implements ControlLoop {

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;
    private final Kind nodes;
    private FlannelConfiguration leasedWith;

    FlannelLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
        this.nodes = kinds.named("nodes");
    }

    @Override
    public String name() {
        return "flannel";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VXLAN)) {
            return Optional.empty();
        }
        FlannelSettings settings = FlannelSettings.of(image);
        if (delta.full() || delta.touched().contains(FlannelSettings.CONFIG_MAP) || delta.touched().contains(LastGoodConfiguration.CLUSTER)) {
            remember(settings, image);
        }
        boolean all = delta.full() || !settings.configuration().equals(leasedWith);
        leasedWith = settings.configuration();
        image.nodes().values().stream().filter(node -> all || delta.touched().contains(node.key())).filter(node -> !node.deleting())
                .forEach(node -> lease(node, settings.configuration(), image));
        return Optional.empty();
    }

    private void remember(FlannelSettings settings, ClusterImage image) {
        Optional<Stored> configMap = image.object(FlannelSettings.CONFIG_MAP);
        new LastGoodConfiguration(settings.texts(), settings.problem()).remember(objects, kinds, FlannelSettings.SECTION, configMap,
                JsonNodeFactory.instance.objectNode());
        settings.problem().ifPresent(problem -> configMap.ifPresent(stored -> events.record(kinds.named("configmaps"), stored.object(),
                FlannelProgrammer.COMPONENT, "", EventRecorder.WARNING, "FailedToLoadConfig", "The last good configuration stays in force: " + problem)));
    }

    private void lease(Node node, FlannelConfiguration configuration, ClusterImage image) {
        Map<String, String> wanted = Lease.annotations(node, configuration);
        if (!node.annotations().entrySet().containsAll(wanted.entrySet())) {
            objects.modify(nodes, "", node.name(), "", object -> annotated(object, wanted));
        }
        FlannelAddresses.podCidr(node).filter(cidr -> !configuration.network().contains(cidr)).ifPresent(cidr -> image.object(node.key())
                .ifPresent(stored -> events.record(nodes, stored.object(), FlannelProgrammer.COMPONENT, node.name(), EventRecorder.WARNING,
                        "FailedToAcquireLease", foreign(node, cidr, configuration))));
    }

    private static String foreign(Node node, Cidr cidr, FlannelConfiguration configuration) {
        return "failed to acquire lease: subnet \"" + configuration.network() + "\" specified in the flannel net config doesn't contain \"" + cidr
                + "\" PodCIDR of the \"" + node.name() + "\" node";
    }

    private static ObjectNode annotated(ObjectNode node, Map<String, String> annotations) {
        ObjectNode present = node.withObject("/metadata/annotations");
        annotations.forEach(present::put);
        return node;
    }
}
