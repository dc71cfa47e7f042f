package dev.glassplane.proxy.ipvs;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.proxy.NodePortAddresses;
import java.util.List;

/** The addresses of a node as kube-proxy finds them ({@code kubernetes: pkg/proxy/ipvs/netlink_linux.go}). */
final class NodeAddresses {

    private static final Cidr LINK_LOCAL_V6 = Cidr.parse("fe80::/10");

    private NodeAddresses() {}

    /** @return addresses of the family on devices other than the dummy, without loopback and IPv6 link-local ones */
    static List<Ip> own(NodeFacts node, Family family) {
        return node.addresses().stream().filter(ip -> ip.family() == family && !ip.isLoopback() && !LINK_LOCAL_V6.contains(ip)).distinct().toList();
    }

    /** @return addresses of the family on which node ports answer; never the loopback address */
    static List<Ip> forNodePorts(NodePortAddresses wanted, NodeFacts node, Family family) {
        return wanted.matchesAll(family) ? own(node, family) : wanted.on(node, family).stream().filter(ip -> !ip.isLoopback()).toList();
    }
}
