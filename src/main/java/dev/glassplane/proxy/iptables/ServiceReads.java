package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.net.Cidr;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.KubeProxyConfiguration.DetectLocal;
import dev.glassplane.proxy.ServiceView;
import java.util.List;

/**
 * What the rules of a Service read of a node, in a form that is quick to find: nodes with equal answers get equal rules.
 *
 * @param name     the node's name if an endpoint runs there or a hint names it, else empty
 * @param zone     the node's zone if endpoints carry zone hints, else empty
 * @param inRanges for each port whether its source ranges hold the node's address, as bits
 * @param podCidrs the node's podCIDRs if local traffic is told by them
 */
record ServiceReads(String name, String zone, long inRanges, List<Cidr> podCidrs) {

    static ServiceReads of(ProxyView.Ports view, NodeFacts node) {
        String name = "";
        String zone = "";
        long inRanges = 0;
        int bit = 0;
        for (ServiceView port : view.ports()) {
            for (EndpointView endpoint : port.endpoints()) {
                if (endpoint.isOn(node.name()) || endpoint.hintNodes().contains(node.name())) {
                    name = node.name();
                }
                if (!endpoint.hintZones().isEmpty()) {
                    zone = node.node().zone();
                }
            }
            if (!port.sourceRanges().isEmpty() && port.sourceRangesHold(node)) {
                inRanges |= 1L << bit % Long.SIZE;
            }
            bit++;
        }
        return new ServiceReads(name, zone, inRanges,
                view.configuration().detectLocal() == DetectLocal.NODE_CIDR ? node.node().podCidrs() : List.of());
    }
}
