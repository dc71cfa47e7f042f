package dev.glassplane.proxy.ipvs;

import dev.glassplane.linux.ipset.IpSet;
import dev.glassplane.linux.ipset.SetType;
import dev.glassplane.net.Family;
import dev.glassplane.net.Protocol;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** kube-proxy's sets ({@code kubernetes: pkg/proxy/ipvs/ipset.go}). All of them are always there, for both families. */
enum KubeSet {
    LOOP_BACK("KUBE-LOOP-BACK", SetType.HASH_IP_PORT_IP, "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"),
    CLUSTER_IP("KUBE-CLUSTER-IP", SetType.HASH_IP_PORT, "Kubernetes service cluster ip + port for masquerade purpose"),
    EXTERNAL_IP("KUBE-EXTERNAL-IP", SetType.HASH_IP_PORT, "Kubernetes service external ip + port for masquerade and filter purpose"),
    EXTERNAL_IP_LOCAL("KUBE-EXTERNAL-IP-LOCAL", SetType.HASH_IP_PORT, "Kubernetes service external ip + port with externalTrafficPolicy=local"),
    LOAD_BALANCER("KUBE-LOAD-BALANCER", SetType.HASH_IP_PORT, "Kubernetes service lb portal"),
    LOAD_BALANCER_LOCAL("KUBE-LOAD-BALANCER-LOCAL", SetType.HASH_IP_PORT,
            "Kubernetes service load balancer ip + port with externalTrafficPolicy=local"),
    LOAD_BALANCER_FW("KUBE-LOAD-BALANCER-FW", SetType.HASH_IP_PORT,
            "Kubernetes service load balancer ip + port for load balancer with sourceRange"),
    LOAD_BALANCER_SOURCE_IP("KUBE-LOAD-BALANCER-SOURCE-IP", SetType.HASH_IP_PORT_IP,
            "Kubernetes service load balancer ip + port + source IP for packet filter purpose"),
    LOAD_BALANCER_SOURCE_CIDR("KUBE-LOAD-BALANCER-SOURCE-CIDR", SetType.HASH_IP_PORT_NET,
            "Kubernetes service load balancer ip + port + source cidr for packet filter purpose"),
    NODE_PORT_TCP("KUBE-NODE-PORT-TCP", SetType.BITMAP_PORT, "Kubernetes nodeport TCP port for masquerade purpose"),
    NODE_PORT_LOCAL_TCP("KUBE-NODE-PORT-LOCAL-TCP", SetType.BITMAP_PORT, "Kubernetes nodeport TCP port with externalTrafficPolicy=local"),
    NODE_PORT_UDP("KUBE-NODE-PORT-UDP", SetType.BITMAP_PORT, "Kubernetes nodeport UDP port for masquerade purpose"),
    NODE_PORT_LOCAL_UDP("KUBE-NODE-PORT-LOCAL-UDP", SetType.BITMAP_PORT, "Kubernetes nodeport UDP port with externalTrafficPolicy=local"),
    NODE_PORT_SCTP("KUBE-NODE-PORT-SCTP-HASH", SetType.HASH_IP_PORT,
            "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'"),
    NODE_PORT_LOCAL_SCTP("KUBE-NODE-PORT-LOCAL-SCTP-HASH", SetType.HASH_IP_PORT,
            "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'"),
    HEALTH_CHECK_NODE_PORT("KUBE-HEALTH-CHECK-NODE-PORT", SetType.BITMAP_PORT, "Kubernetes health check node port"),
    IPVS_IPS("KUBE-IPVS-IPS", SetType.HASH_IP, "");

    private static final String PREFIX = "KUBE-";
    private static final String PREFIX_V6 = "KUBE-6-";

    private final String comment;
    private final Map<Family, IpSet> sets = new EnumMap<>(Family.class);

    KubeSet(String name, SetType type, String comment) {
        this.comment = comment;
        String v6 = PREFIX_V6 + name.substring(PREFIX.length());
        sets.put(Family.IPV4, new IpSet(name, type, Family.IPV4));
        sets.put(Family.IPV6, new IpSet(v6.substring(0, Math.min(v6.length(), IpSet.NAME_MAX)), type, Family.IPV6));
    }

    /** @return the set of the family; an IPv6 set has a name of its own, cut if it is too long */
    IpSet of(Family family) {
        return sets.get(family);
    }

    /** What kube-proxy writes into the comment of rules that ask the set. */
    String comment() {
        return comment;
    }

    /** @return node ports of the protocol */
    static KubeSet nodePorts(Protocol protocol, boolean local) {
        String name = "NODE_PORT_" + (local ? "LOCAL_" : "") + protocol;
        return Arrays.stream(values()).filter(set -> set.name().equals(name)).findFirst().orElseThrow();
    }
}
