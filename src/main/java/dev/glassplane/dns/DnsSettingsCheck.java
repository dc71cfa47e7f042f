package dev.glassplane.dns;

import dev.glassplane.dns.upstream.HostTable;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.WarningCheck;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells of a Corefile that is not in force, of plugins in it that are not modelled, and of wrong lines of the host table. */
@Component
class DnsSettingsCheck implements WarningCheck {

    private final ImageSource images;

    DnsSettingsCheck(ImageSource images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "coredns";
    }

    @Override
    public String warning() {
        return warning(images.current());
    }

    static String warning(ClusterImage image) {
        List<String> problems = new ArrayList<>();
        DnsSettings settings = DnsSettings.of(image);
        settings.problem().ifPresent(problem -> problems.add("the last good Corefile is in force: " + problem));
        settings.corefile().servers().forEach(server -> server.notModelled().keySet().stream().sorted()
                .forEach(plugin -> problems.add("plugin " + plugin + " is not modelled (limit: dns-plugins)")));
        HostTable.of(image).problems().forEach(problem -> problems.add("ConfigMap " + HostTable.CONFIG_MAP.qualifiedName() + ": " + problem));
        return String.join("; ", problems);
    }
}
