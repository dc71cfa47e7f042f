package dev.glassplane.cni.vxlan;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Node;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * flanneld's start on each node: it acquires the node's lease by writing annotations. Notes the last settings that could be used in the Cluster object,
 * and tells of ones that cannot be by an event on the ConfigMap.
 */
@Component
@Order(650)
class FlannelLoop implements ControlLoop {

    private final Objects objects;
    private final EventRecorder events;
    private final ConfigurationKeeper keeper;
    private final Kind nodes;
    private FlannelConfiguration leasedWith;

    FlannelLoop(Objects objects, Kinds kinds, EventRecorder events, ConfigurationKeeper keeper) {
        this.objects = objects;
        this.events = events;
        this.keeper = keeper;
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
        if (ConfigurationKeeper.concerns(delta, FlannelSettings.CONFIG_MAP)) {
            keeper.keep(new LastGoodConfiguration(settings.texts(), settings.problem()), FlannelSettings.SECTION, FlannelProgrammer.COMPONENT,
                    FlannelSettings.CONFIG_MAP, image);
        }
        boolean all = delta.full() || !settings.configuration().equals(leasedWith);
        leasedWith = settings.configuration();
        image.nodes().values().stream().filter(node -> all || delta.touched().contains(node.key())).filter(node -> !node.deleting())
                .forEach(node -> lease(node, settings.configuration(), image));
        return Optional.empty();
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
