package dev.glassplane.dns;

import dev.glassplane.dns.upstream.HostTable;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ConfigurationKeeper;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LastGoodConfiguration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.StringNode;

/** Notes the last Corefile that could be used in the Cluster object, and tells of one that cannot, and of wrong lines of the host table, by events. */
@Component
@Order(910)
class DnsSettingsLoop implements ControlLoop {

    static final String COMPONENT = "coredns";

    private final ConfigurationKeeper keeper;

    DnsSettingsLoop(ConfigurationKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "coredns";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (ConfigurationKeeper.concerns(delta, DnsSettings.CONFIG_MAP)) {
            DnsSettings settings = DnsSettings.of(image);
            keeper.keep(new LastGoodConfiguration(settings.text().map(StringNode::valueOf), settings.problem()), DnsSettings.SECTION, COMPONENT,
                    DnsSettings.CONFIG_MAP, image);
        }
        if (delta.full() || delta.touched().contains(HostTable.CONFIG_MAP)) {
            HostTable.of(image).problems().stream().findFirst().ifPresent(problem ->
                    keeper.warn(image, HostTable.CONFIG_MAP, COMPONENT, "", "Left out: " + problem));
        }
        return Optional.empty();
    }
}
