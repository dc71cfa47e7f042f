package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ImageSource;
import dev.glassplane.image.WarningCheck;
import org.springframework.stereotype.Component;

/** Tells of a Cilium configuration that is not in force. The server answers truly for the one that is, so it stays ready. */
@Component
class CiliumSettingsCheck implements WarningCheck {

    private final ImageSource images;

    CiliumSettingsCheck(ImageSource images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "cilium-config";
    }

    @Override
    public String warning() {
        return CiliumSettings.of(images.current()).problem().map(problem -> "the last good configuration is in force: " + problem).orElse("");
    }
}
