package dev.glassplane.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;

/**
 * The configuration that every kube-proxy runs with: a function of the image alone. The ConfigMap's text if it can be used; else the last
 * one that could, as the Cluster object remembers it; else what EKS installs.
 *
 * @param configuration in force
 * @param text          the ConfigMap's text, empty if there is none
 * @param problem       why the ConfigMap's text is not in force
 */
public record ProxySettings(KubeProxyConfiguration configuration, Optional<String> text, Optional<String> problem) {

    /** ConfigMap with the text under {@link #DATA_KEY}, as EKS names it. */
    static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "kube-proxy-config");
    /** Key of the text in the ConfigMap. */
    static final String DATA_KEY = "config";

    private static final Recently<ProxySettings> RECENT = new Recently<>();

    /** @return the settings of the image; quick to find for an image whose settings are those of the one before */
    public static ProxySettings of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        Optional<Stored> cluster = image.object(LastGoodConfiguration.CLUSTER);
        return RECENT.of(() -> of(configMap, cluster), configMap.orElse(null), cluster.orElse(null));
    }

    static ProxySettings of(Optional<Stored> configMap, Optional<Stored> cluster) {
        if (configMap.isEmpty()) {
            return new ProxySettings(KubeProxyConfiguration.EKS_DEFAULT, Optional.empty(), Optional.empty());
        }
        Optional<String> text = configMap.map(stored -> stored.object().path("data").path(DATA_KEY)).filter(node -> node.isString())
                .map(node -> node.stringValue());
        try {
            String present = text.orElseThrow(() -> new InvalidConfigurationException("data." + DATA_KEY + ": expected a KubeProxyConfiguration, found nothing"));
            return new ProxySettings(KubeProxyConfigurationReader.read(present), text, Optional.empty());
        } catch (InvalidConfigurationException e) {
            return new ProxySettings(lastGood(cluster), text, Optional.of(e.getMessage()));
        }
    }

    /** @return the text that the Cluster object remembers */
    static Optional<String> remembered(Optional<Stored> cluster) {
        return cluster.map(stored -> stored.object().path("status").path("kubeProxy").path("config").stringValue(""))
                .filter(text -> !text.isEmpty());
    }

    private static KubeProxyConfiguration lastGood(Optional<Stored> cluster) {
        try {
            return remembered(cluster).map(KubeProxyConfigurationReader::read).orElse(KubeProxyConfiguration.EKS_DEFAULT);
        } catch (InvalidConfigurationException e) {
            return KubeProxyConfiguration.EKS_DEFAULT;
        }
    }
}
