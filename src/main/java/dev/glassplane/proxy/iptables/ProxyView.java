package dev.glassplane.proxy.iptables;

import dev.glassplane.net.Family;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ServiceView;
import java.util.List;
import java.util.Set;

/** What one unit of kube-proxy's work reads of the image. */
sealed interface ProxyView {

    /** The rules that are there without any Service. */
    record Standing(KubeProxyConfiguration configuration) implements ProxyView {}

    /**
     * One Service.
     *
     * @param configuration in force
     * @param largeClusters families with so many endpoints that rules lose their comments
     * @param ports         ports of the Service, in each family that it has
     */
    record Ports(KubeProxyConfiguration configuration, Set<Family> largeClusters, List<ServiceView> ports) implements ProxyView {

        /** @return whether the rules read nothing of a node */
        boolean sameOnEveryNode() {
            return configuration.detectLocal() != KubeProxyConfiguration.DetectLocal.NODE_CIDR
                    && ports.stream().allMatch(port -> port.sameOnEveryNode() && port.sourceRanges().isEmpty());
        }
    }
}
