package dev.glassplane.dns;

import dev.glassplane.dns.upstream.HostTable;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Notes the last Corefile that could be used in the Cluster object, and tells of one that cannot, and of wrong lines of the host table, by events. */
@Component
@Order(910)
class DnsSettingsLoop implements ControlLoop {

    static final String COMPONENT = "coredns";
    static final String REASON = "FailedToLoadConfig";

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;

    DnsSettingsLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
    }

    @Override
    public String name() {
        return "coredns";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.full() || delta.touched().contains(DnsSettings.CONFIG_MAP) || delta.touched().contains(LastGoodConfiguration.CLUSTER)) {
            DnsSettings settings = DnsSettings.of(image);
            new LastGoodConfiguration(settings.text().map(StringNode::valueOf), settings.problem()).remember(objects, kinds, DnsSettings.SECTION,
                    image.object(DnsSettings.CONFIG_MAP), JsonNodeFactory.instance.objectNode());
            settings.problem().ifPresent(problem -> tell(image, DnsSettings.CONFIG_MAP, "The last good configuration stays in force: " + problem));
        }
        if (delta.full() || delta.touched().contains(HostTable.CONFIG_MAP)) {
            HostTable.of(image).problems().stream().findFirst().ifPresent(problem -> tell(image, HostTable.CONFIG_MAP, "Left out: " + problem));
        }
        return Optional.empty();
    }

    private void tell(ClusterImage image, ObjectKey configMap, String message) {
        Optional<Stored> stored = image.object(configMap);
        stored.ifPresent(found -> events.record(kinds.named("configmaps"), found.object(), COMPONENT, "", EventRecorder.WARNING, REASON, message));
    }
}
