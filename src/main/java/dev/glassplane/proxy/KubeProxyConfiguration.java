package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.ipvs.Scheduler;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.List;
import java.util.Optional;

/**
 * What of a KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1) decides about rules
 * ({@code kubernetes/kube-proxy: config/v1alpha1/types.go}).
 *
 * @param mode               how Services are realised, unless a node asks for another mode
 * @param detectLocal        how local traffic is told
 * @param clusterCidrs       clusterCIDR, at most one a family
 * @param localInterface     detectLocal.bridgeInterface or detectLocal.interfaceNamePrefix, empty in the other modes
 * @param nodePortAddresses  where node ports answer
 * @param masqueradeAll      iptables.masqueradeAll, also of mode ipvs: masquerade all ClusterIP traffic
 * @param masqueradeBit      iptables.masqueradeBit, also of mode ipvs, 0 to 31: bit of the packet mark that asks for masquerading
 * @param localhostNodePorts iptables.localhostNodePorts: node ports answer on 127.0.0.1
 * @param tcpBeLiberal       conntrack.tcpBeLiberal: packets out of window are not INVALID
 * @param nftables           settings of mode nftables alone
 * @param ipvs               settings of mode ipvs alone
 */
public record KubeProxyConfiguration(ProxyMode mode, DetectLocal detectLocal, List<Cidr> clusterCidrs, String localInterface,
                                     NodePortAddresses nodePortAddresses, boolean masqueradeAll, int masqueradeBit,
                                     boolean localhostNodePorts, boolean tcpBeLiberal, Nftables nftables, Ipvs ipvs) {

    /** What EKS installs: no clusterCIDR, so nothing tells local traffic. */
    public static final KubeProxyConfiguration EKS_DEFAULT =
            new KubeProxyConfiguration(ProxyMode.IPTABLES, DetectLocal.CLUSTER_CIDR, List.of(), "", NodePortAddresses.ALL, false, 14, true, false,
                    new Nftables(false, 14), Ipvs.DEFAULT);

    /**
     * @param masqueradeAll nftables.masqueradeAll
     * @param masqueradeBit nftables.masqueradeBit, 0 to 31
     */
    public record Nftables(boolean masqueradeAll, int masqueradeBit) {}

    /**
     * @param scheduler            ipvs.scheduler, {@code rr} if not set
     * @param strictArp            ipvs.strictARP
     * @param tcpTimeoutSeconds    ipvs.tcpTimeout in seconds, 0 leaves the kernel's
     * @param tcpFinTimeoutSeconds ipvs.tcpFinTimeout in seconds, 0 leaves the kernel's
     * @param udpTimeoutSeconds    ipvs.udpTimeout in seconds, 0 leaves the kernel's
     */
    public record Ipvs(Scheduler scheduler, boolean strictArp, int tcpTimeoutSeconds, int tcpFinTimeoutSeconds, int udpTimeoutSeconds) {
        /** What kube-proxy does if nothing is said. */
        public static final Ipvs DEFAULT = new Ipvs(Scheduler.RR, false, 0, 0, 0);
    }

    /** The values of detectLocalMode. */
    public enum DetectLocal {
        CLUSTER_CIDR("ClusterCIDR"), NODE_CIDR("NodeCIDR"), BRIDGE_INTERFACE("BridgeInterface"),
        INTERFACE_NAME_PREFIX("InterfaceNamePrefix");

        private final String word;

        DetectLocal(String word) {
            this.word = word;
        }

        /** @return the value of detectLocalMode */
        public String word() {
            return word;
        }
    }

    public KubeProxyConfiguration {
        clusterCidrs = List.copyOf(clusterCidrs);
    }

    /** @return the same with this clusterCIDR, as kubeadm writes it */
    KubeProxyConfiguration with(Cidr clusterCidr) {
        return new KubeProxyConfiguration(mode, detectLocal, List.of(clusterCidr), localInterface, nodePortAddresses, masqueradeAll, masqueradeBit,
                localhostNodePorts, tcpBeLiberal, nftables, ipvs);
    }

    /** @return how the node tells local traffic of the family */
    public LocalTraffic localTraffic(NodeFacts node, Family family) {
        return switch (detectLocal) {
            case CLUSTER_CIDR -> fromFirst(clusterCidrs, family);
            case NODE_CIDR -> fromFirst(node.node().podCidrs(), family);
            case BRIDGE_INTERFACE -> new LocalTraffic.FromInterface(localInterface);
            case INTERFACE_NAME_PREFIX -> new LocalTraffic.FromInterface(localInterface + "+");
        };
    }

    private static LocalTraffic fromFirst(List<Cidr> cidrs, Family family) {
        Optional<Cidr> first = cidrs.stream().filter(cidr -> cidr.family() == family).findFirst();
        return first.<LocalTraffic>map(LocalTraffic.FromCidr::new).orElseGet(LocalTraffic.Unknown::new);
    }

    /** @return the mark that asks for masquerading, as a number with one bit set */
    public int masqueradeMark() {
        return 1 << masqueradeBit;
    }

    /** @return whether node ports of the family answer on the loopback address; never so on IPv6 */
    public boolean loopbackNodePorts(Family family) {
        return family == Family.IPV4 && localhostNodePorts && nodePortAddresses.holdsIpv4Loopback();
    }
}
