package dev.glassplane.cni.vxlan;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.WarningCheck;
import org.springframework.stereotype.Component;

/** Tells of Flannel's settings that are not in force. The server stays ready all the same: it answers truly for those that are. */
@Component
class FlannelSettingsCheck implements WarningCheck {

    private final ImageSource images;

    FlannelSettingsCheck(ImageSource images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "kube-flannel-cfg";
    }

    @Override
    public String warning() {
        ClusterImage image = images.current();
        return !ClusterNetwork.of(image).is(PodNetwork.VXLAN) ? ""
                : FlannelSettings.of(image).problem().map(problem -> "the last good configuration is in force: " + problem).orElse("");
    }
}
