package dev.glassplane.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.WarningCheck;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Tells of a kube-proxy configuration that is not in force. The server stays ready all the same: it answers truly for the configuration that
 * is in force, as a cluster does whose kube-proxy was not restarted.
 */
@Component
class ProxySettingsCheck implements WarningCheck {

    private final ImageSource images;

    ProxySettingsCheck(ImageSource images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "kube-proxy-config";
    }

    @Override
    public String warning() {
        ClusterImage image = images.current();
        List<String> problems = new ArrayList<>();
        ProxySettings.of(image).problem().ifPresent(problem -> problems.add("the last good configuration is in force: " + problem));
        image.nodes().values().forEach(node -> ProxyModeAnnotation.problem(node, ClusterNetwork.of(image))
                .ifPresent(problem -> problems.add("node " + node.name() + " runs mode "
                        + ProxyModes.of(node, ProxySettings.of(image).configuration().mode(), ClusterNetwork.of(image)).word() + ": " + problem)));
        return String.join("; ", problems.stream().sorted().toList());
    }
}
