package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.proxy.InvalidConfigurationException;
import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.image.Recently;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The configuration that every Cilium agent runs with: a function of the image alone. The ConfigMap's data if it can be used; else the last
 * that could, as the Cluster object remembers it; else the defaults.
 *
 * @param configuration in force
 * @param data          the ConfigMap's data, empty if there is no ConfigMap
 * @param problem       why the ConfigMap's data is not in force
 */
record CiliumSettings(CiliumConfiguration configuration, Optional<Map<String, String>> data, Optional<String> problem) {

    /** Where Cilium users keep its settings. */
    static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "cilium-config");

    /** Largest MTU at which the driver of EC2's interfaces (ena) takes an XDP program, in bytes. */
    static final int XDP_MTU_MAX = 3498;

    private static final Recently<CiliumSettings> RECENT = new Recently<>();

    /** @return the settings of the image; quick to find for an image whose settings are those of the one before */
    static CiliumSettings of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        Optional<Stored> cluster = image.object(LastGoodConfiguration.CLUSTER);
        Optional<Stored> awsNode = image.object(AwsNodeSettings.DAEMON_SET);
        return RECENT.of(() -> of(configMap, cluster, AwsNodeSettings.of(image).mtu()),
                configMap.orElse(null), cluster.orElse(null), awsNode.orElse(null));
    }

    private static CiliumSettings of(Optional<Stored> configMap, Optional<Stored> cluster, int mtu) {
        if (configMap.isEmpty()) {
            return new CiliumSettings(CiliumConfiguration.DEFAULT, Optional.empty(), Optional.empty());
        }
        Map<String, String> data = strings(configMap.get().object().path("data"));
        try {
            return new CiliumSettings(read(data, mtu), Optional.of(data), Optional.empty());
        } catch (InvalidConfigurationException e) {
            return new CiliumSettings(lastGood(cluster, mtu), Optional.of(data), Optional.of(e.getMessage()));
        }
    }

    /** An agent that is told to use XDP and cannot load the program does not come up. */
    private static CiliumConfiguration read(Map<String, String> data, int mtu) {
        CiliumConfiguration configuration = CiliumConfigurationReader.read(data);
        if (configuration.acceleration() == CiliumConfiguration.Acceleration.NATIVE && mtu > XDP_MTU_MAX) {
            throw new InvalidConfigurationException("bpf-lb-acceleration: expected AWS_VPC_ENI_MTU of DaemonSet kube-system/aws-node to be at most "
                    + XDP_MTU_MAX + ", since eth0's driver takes no XDP program above that, found \"native\" with " + mtu);
        }
        return configuration;
    }

    /** @return the members of an object that are texts, by name */
    static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new TreeMap<>();
        object.properties().forEach(member -> member.getValue().stringValueOpt().ifPresent(text -> strings.put(member.getKey(), text)));
        return strings;
    }

    private static CiliumConfiguration lastGood(Optional<Stored> cluster, int mtu) {
        JsonNode kept = cluster.map(stored -> stored.object().path("status").path("cilium").path("config"))
                .orElseGet(MissingNode::getInstance);
        try {
            return read(strings(kept), mtu);
        } catch (InvalidConfigurationException e) {
            return CiliumConfiguration.DEFAULT;
        }
    }
}
