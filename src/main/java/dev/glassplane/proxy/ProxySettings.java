package dev.glassplane.proxy;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Recently;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;

/**
 * The configuration that every kube-proxy runs with: a function of the image alone. The ConfigMap's text if it can be used; else the last
 * one that could, as the Cluster object remembers it; else what is installed: by EKS, or by kubeadm where nodes have podCIDRs.
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
            return new ProxySettings(installed(cluster), Optional.empty(), Optional.empty());
        }
        Optional<String> text = configMap.map(stored -> stored.object().path("data").path(DATA_KEY)).filter(node -> node.isString())
                .map(node -> node.stringValue());
        try {
            String present = text.orElseThrow(() -> new InvalidConfigurationException("data." + DATA_KEY + ": expected a KubeProxyConfiguration, found nothing"));
            return new ProxySettings(runnable(KubeProxyConfigurationReader.read(present), cluster), text, Optional.empty());
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
            return remembered(cluster).map(KubeProxyConfigurationReader::read).map(good -> runnable(good, cluster)).orElseGet(() -> installed(cluster));
        } catch (InvalidConfigurationException e) {
            return installed(cluster);
        }
    }

    private static KubeProxyConfiguration installed(Optional<Stored> cluster) {
        return cluster.map(ClusterNetwork::of).flatMap(ClusterNetwork::podCidr).map(KubeProxyConfiguration.EKS_DEFAULT::with)
                .orElse(KubeProxyConfiguration.EKS_DEFAULT);
    }

    private static KubeProxyConfiguration runnable(KubeProxyConfiguration configuration, Optional<Stored> cluster) {
        cluster.map(ClusterNetwork::of).ifPresent(network -> configuration.mode().checkRunsOver(network));
        return configuration;
    }
}
