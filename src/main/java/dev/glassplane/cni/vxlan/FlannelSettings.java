package dev.glassplane.cni.vxlan;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Cidr;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every flanneld runs with: a function of the image alone. The ConfigMap's texts if they can be used; else the last ones that could, as the
 * Cluster object remembers them; else what the manifest installs.
 *
 * @param configuration in force
 * @param texts         the ConfigMap's data, empty if there is none
 * @param problem       why the ConfigMap's data is not in force
 */
record FlannelSettings(FlannelConfiguration configuration, Optional<JsonNode> texts, Optional<String> problem) {

    /** As Flannel's manifest names it. */
    static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-flannel", "kube-flannel-cfg");
    /** Section of the Cluster object's status. */
    static final String SECTION = "flannel";
    private static final Cidr USUAL = Cidr.parse("10.244.0.0/16");
    private static final Recently<FlannelSettings> RECENT = new Recently<>();

    /** @return the settings of the image; quick to find for an image whose settings are those of the one before */
    static FlannelSettings of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        Optional<Stored> cluster = image.object(LastGoodConfiguration.CLUSTER);
        return RECENT.of(() -> of(configMap, cluster), configMap.orElse(null), cluster.orElse(null));
    }

    private static FlannelSettings of(Optional<Stored> configMap, Optional<Stored> cluster) {
        FlannelConfiguration usual = FlannelConfiguration.usual(cluster.map(ClusterNetwork::of).flatMap(ClusterNetwork::podCidr).orElse(USUAL));
        if (configMap.isEmpty()) {
            return new FlannelSettings(usual, Optional.empty(), Optional.empty());
        }
        JsonNode data = configMap.get().object().path("data");
        Optional<JsonNode> texts = Optional.of(data).filter(JsonNode::isObject);
        try {
            return new FlannelSettings(FlannelConfigurationReader.read(data), texts, Optional.empty());
        } catch (IllegalArgumentException e) {
            return new FlannelSettings(lastGood(cluster, usual), texts, Optional.of(e.getMessage()));
        }
    }

    private static FlannelConfiguration lastGood(Optional<Stored> cluster, FlannelConfiguration usual) {
        JsonNode remembered = cluster.<JsonNode>map(stored -> stored.object().path("status").path(SECTION).path("config")).orElse(null);
        try {
            return remembered instanceof ObjectNode ? FlannelConfigurationReader.read(remembered) : usual;
        } catch (IllegalArgumentException e) {
            return usual;
        }
    }
}
