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
     * @param readsOfNode   what the rules read of a node
     */
    record Ports(KubeProxyConfiguration configuration, Set<Family> largeClusters, List<ServiceView> ports, ServiceReads readsOfNode)
            implements ProxyView {

        Ports(KubeProxyConfiguration configuration, Set<Family> largeClusters, List<ServiceView> ports) {
            this(configuration, largeClusters, ports, ServiceReads.of(configuration, ports));
        }
    }
}
