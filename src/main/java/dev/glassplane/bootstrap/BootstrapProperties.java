package dev.glassplane.bootstrap;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a fresh cluster starts with.
 *
 * @param nodes   {@code NAME[=INSTANCE_TYPE][@ZONE]}, comma-separated; empty for none
 * @param demoApp whether namespace {@code demo} with a small application is made
 * @param cni     pod network: {@code vpc}, {@code vxlan} or {@code bgp}
 * @param podCidr prefix out of which nodes get their podCIDRs; empty for the usual one of the network. Not with {@code vpc}
 * @param ipFamily of pods and Services: {@code ipv4} or {@code ipv6}
 * @param maxPods how many pods kubelet of a new node admits: {@code published}, {@code calculator} or {@code nodeadm}; empty for published
 * @param maxPodsExpression for nodeadm
 * @param seedManifests file, or folder of files, with manifests that are written after the rest; empty for none
 */
@ConfigurationProperties("glassplane")
record BootstrapProperties(
        @DefaultValue({"node-a=m5.large@us-east-1a", "node-b=m5.large@us-east-1b", "node-c=m5.large@us-east-1c"}) List<String> nodes,
        @DefaultValue("true") boolean demoApp,
        @DefaultValue("vpc") String cni,
        @DefaultValue("") String podCidr,
        @DefaultValue("ipv4") String ipFamily,
        @DefaultValue("") String maxPods,
        @DefaultValue("") String maxPodsExpression,
        @DefaultValue("") String seedManifests) {

    /** @return the cluster's network as these settings choose it */
    NetworkChoice network() {
        return NetworkChoice.of(cni.strip(), podCidr.strip(), !maxPods.isEmpty() || !maxPodsExpression.isEmpty()).inFamily(ipFamily.strip());
    }
}
