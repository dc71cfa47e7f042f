package dev.glassplane.dns;

import dev.glassplane.dns.corefile.Corefile;
import dev.glassplane.dns.corefile.CorefileException;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;

/**
 * The Corefile that every CoreDNS pod runs with: a function of the image alone.
 *
 * @param corefile in force
 * @param text     the ConfigMap's text, empty if there is none
 * @param problem  why the ConfigMap's text is not in force
 */
record DnsSettings(Corefile corefile, Optional<String> text, Optional<String> problem) {

    /** ConfigMap with the text under {@link #DATA_KEY}. */
    static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "coredns");
    /** Key of the text in the ConfigMap. */
    static final String DATA_KEY = "Corefile";

    static DnsSettings of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        Optional<String> text = configMap.map(stored -> stored.object().path("data").path(DATA_KEY).stringValue(""));
        try {
            return new DnsSettings(Corefile.read(text.orElse(Corefile.EKS)), text, Optional.empty());
        } catch (CorefileException e) {
            return new DnsSettings(Corefile.read(Corefile.EKS), text, Optional.of(e.getMessage()));
        }
    }
}
