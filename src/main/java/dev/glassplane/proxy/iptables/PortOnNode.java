package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.proxy.EndpointCategories;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.LocalTraffic;
import dev.glassplane.proxy.ServiceView;

/**
 * All that the rules of a Service port read of a node.
 *
 * @param endpoints            which endpoints the node uses
 * @param localTraffic         how it tells traffic of its own pods
 * @param sourceRangesHoldNode whether the load balancer's source ranges hold the node's address
 */
record PortOnNode(EndpointCategories endpoints, LocalTraffic localTraffic, boolean sourceRangesHoldNode) {

    static PortOnNode of(KubeProxyConfiguration configuration, ServiceView view, NodeFacts node) {
        return new PortOnNode(view.on(node), configuration.localTraffic(node, view.family()), view.sourceRangesHold(node));
    }

    /** @return whether {@link #of} is the same on every node */
    static boolean sameOnEveryNode(KubeProxyConfiguration configuration, ServiceView view) {
        return view.sameOnEveryNode() && view.sourceRanges().isEmpty()
                && configuration.detectLocal() != KubeProxyConfiguration.DetectLocal.NODE_CIDR;
    }
}
