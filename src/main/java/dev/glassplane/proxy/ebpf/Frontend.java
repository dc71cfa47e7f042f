package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.proxy.ebpf.EbpfContext.Facts;
import dev.glassplane.proxy.ebpf.EbpfContext.FrontendType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way that leads to a Service port, before any node's choice of backends ({@code cilium/cilium: pkg/loadbalancer/reflectors/conversions.go}).
 *
 * @param id        identity
 * @param type      what the address is
 * @param surrogate the node port of any node, on the unspecified address: only the socket hooks look it up
 * @param local     only backends of the node itself
 * @param port      the Service port
 */
record Frontend(FrontendId id, FrontendType type, boolean surrogate, boolean local, ServiceView port) {

    private static final Map<Family, Ip> UNSPECIFIED = Map.of(Family.IPV4, Ip.parse("0.0.0.0"), Family.IPV6, Ip.parse("::"));

    /** @return whether external and internal traffic differ in their policies */
    boolean twoScopes() {
        return type != FrontendType.CLUSTER_IP && port.externalLocal() != port.internalLocal();
    }

    /**
     * @return the frontends of a Service, without what is on each node's own address and with wildcards, or the former alone; each identity once
     */
    static List<Frontend> of(List<ServiceView> ports, Facts facts, boolean ofNodes) {
        Map<FrontendId, Frontend> all = new LinkedHashMap<>();
        for (ServiceView port : ports) {
            if (port.name().protocol() != Protocol.SCTP) {
                (ofNodes ? nodePorts(port, facts, true) : shared(port, facts)).forEach(frontend -> all.putIfAbsent(frontend.id(), frontend));
            }
        }
        return List.copyOf(all.values());
    }

    private static List<Frontend> shared(ServiceView port, Facts facts) {
        List<Frontend> all = new ArrayList<>();
        if (facts.exposed().contains(FrontendType.CLUSTER_IP)) {
            all.add(external(port, port.clusterIp(), FrontendType.CLUSTER_IP));
            all.add(wildcard(port, port.clusterIp(), FrontendType.CLUSTER_IP));
        }
        all.addAll(nodePorts(port, facts, false));
        if (facts.exposed().contains(FrontendType.LOAD_BALANCER)) {
            for (Ip vip : port.loadBalancerVips()) {
                all.addAll(scopes(port, false, new IpPort(vip, port.port()), FrontendType.LOAD_BALANCER, false));
                if (facts.wildcards()) {
                    all.add(wildcard(port, vip, FrontendType.LOAD_BALANCER));
                }
            }
        }
        port.externalIps().forEach(ip -> all.add(external(port, ip, FrontendType.EXTERNAL_IP)));
        return all;
    }

    private static List<Frontend> nodePorts(ServiceView port, Facts facts, boolean ofNode) {
        boolean exists = port.nodePort() != 0 && facts.exposed().contains(FrontendType.NODE_PORT);
        return exists ? scopes(port, ofNode, new IpPort(UNSPECIFIED.get(port.family()), port.nodePort()), FrontendType.NODE_PORT, !ofNode) : List.of();
    }

    private static List<Frontend> scopes(ServiceView port, boolean ofNode, IpPort address, FrontendType type, boolean surrogate) {
        L4 l4 = L4.of(port.name().protocol());
        Frontend external = new Frontend(new FrontendId(ofNode, address, l4, Scope.EXTERNAL), type, surrogate, port.externalLocal(), port);
        return port.externalLocal() == port.internalLocal() ? List.of(external) : List.of(external,
                new Frontend(new FrontendId(ofNode, address, l4, Scope.INTERNAL), type, surrogate, port.internalLocal(), port));
    }

    /** A ClusterIP obeys the internal policy, although its scope is the external one. */
    private static Frontend external(ServiceView port, Ip ip, FrontendType type) {
        FrontendId id = new FrontendId(false, new IpPort(ip, port.port()), L4.of(port.name().protocol()), Scope.EXTERNAL);
        return new Frontend(id, type, false, type == FrontendType.CLUSTER_IP ? port.internalLocal() : port.externalLocal(), port);
    }

    private static Frontend wildcard(ServiceView port, Ip ip, FrontendType type) {
        return new Frontend(FrontendId.wildcard(ip), type, false, false, port);
    }
}
