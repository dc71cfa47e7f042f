package dev.glassplane.dns;

import dev.glassplane.dns.corefile.Corefile;
import dev.glassplane.dns.corefile.CorefileException;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Recently;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;

/**
 * The Corefile that every CoreDNS pod runs with: a function of the image alone. The ConfigMap's text if CoreDNS would start with it; else the last one
 * that it started with, as the Cluster object remembers it; else what EKS installs.
 *
 * @param corefile in force
 * @param text     the ConfigMap's text, empty if there is no ConfigMap
 * @param problem  why the ConfigMap's text is not in force
 */
record DnsSettings(Corefile corefile, Optional<String> text, Optional<String> problem) {

    /** ConfigMap with the text under {@link #DATA_KEY}. */
    static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "coredns");
    /** Key of the text in the ConfigMap. */
    static final String DATA_KEY = "Corefile";
    /** Section of the Cluster object's status that remembers. */
    static final String SECTION = "coredns";

    private static final Corefile EKS = Corefile.read(Corefile.EKS);
    private static final Recently<DnsSettings> RECENT = new Recently<>();

    /** @return the settings of the image; quick to find for an image whose settings are those of the one before */
    static DnsSettings of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        Optional<Stored> cluster = image.object(LastGoodConfiguration.CLUSTER);
        return RECENT.of(() -> of(configMap, cluster), configMap.orElse(null), cluster.orElse(null));
    }

    private static DnsSettings of(Optional<Stored> configMap, Optional<Stored> cluster) {
        if (configMap.isEmpty()) {
            return new DnsSettings(lastGood(cluster), Optional.empty(), remembered(cluster).map(_ -> "there is no ConfigMap " + CONFIG_MAP.qualifiedName()
                    + ": CoreDNS goes on with the Corefile that it has, and new pods of it would not start"));
        }
        Optional<String> text = configMap.map(stored -> stored.object().path("data").path(DATA_KEY).stringValue(""));
        try {
            return new DnsSettings(Corefile.read(text.get()), text, Optional.empty());
        } catch (CorefileException e) {
            return new DnsSettings(lastGood(cluster), text, Optional.of(e.getMessage()));
        }
    }

    private static Optional<String> remembered(Optional<Stored> cluster) {
        return cluster.map(stored -> stored.object().path("status").path(SECTION).path("config").stringValue("")).filter(text -> !text.isEmpty());
    }

    private static Corefile lastGood(Optional<Stored> cluster) {
        try {
            return remembered(cluster).map(Corefile::read).orElse(EKS);
        } catch (CorefileException e) {
            return EKS;
        }
    }
}
