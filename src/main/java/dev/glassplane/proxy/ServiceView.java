package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one Service port means in one IP family, decided once for every proxy mode ({@code kubernetes: pkg/proxy/serviceport.go,
 * servicechangetracker.go, endpointslicecache.go}).
 *
 * @param name                   which Service port
 * @param family                 IPv4 or IPv6
 * @param clusterIp              ClusterIP of the family
 * @param port                   port on the ClusterIP, external addresses and load balancer addresses
 * @param nodePort               0 for none
 * @param externalIps            spec.externalIPs of the family
 * @param loadBalancerVips       load balancer addresses that the node answers for; those with {@code ipMode: Proxy} are not among them
 * @param sourceRanges           spec.loadBalancerSourceRanges of the family
 * @param externalLocal          externalTrafficPolicy Local is in force
 * @param internalLocal          internalTrafficPolicy Local is in force
 * @param affinityTimeoutSeconds set if a client sticks to its endpoint
 * @param healthCheckNodePort    0 for none
 * @param endpoints              without duplicates, sorted as texts: the order of the rules
 */
public record ServiceView(ServicePortName name, Family family, Ip clusterIp, int port, int nodePort, List<Ip> externalIps,
                          List<Ip> loadBalancerVips, List<Cidr> sourceRanges, boolean externalLocal, boolean internalLocal,
                          Optional<Integer> affinityTimeoutSeconds, int healthCheckNodePort, List<EndpointView> endpoints) {

    /** Services and slices with this label belong to another proxy. */
    static final String OTHER_PROXY_LABEL = "service.kubernetes.io/service-proxy-name";
    /** Slices with this label belong to a headless Service. */
    static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    public ServiceView {
        externalIps = List.copyOf(externalIps);
        loadBalancerVips = List.copyOf(loadBalancerVips);
        sourceRanges = List.copyOf(sourceRanges);
        endpoints = List.copyOf(endpoints);
    }

    /** @return the Service's ports in the order of its spec; none if kube-proxy leaves the Service alone, or in this family */
    public static List<ServiceView> of(Service service, Collection<EndpointSlice> slices, Family family) {
        Optional<Ip> clusterIp = first(service.clusterIps(), family);
        if (skipped(service) || clusterIp.isEmpty()) {
            return List.of();
        }
        List<EndpointSlice> usable = slices.stream().filter(slice -> usable(slice, family))
                .sorted(Comparator.comparing(EndpointSlice::key)).toList();
        boolean externalLocal = externalLocal(service);
        List<ServiceView> views = new ArrayList<>();
        for (Service.Port port : service.ports()) {
            ServicePortName name = new ServicePortName(service.key().namespace(), service.key().name(), port.name(), port.protocol());
            views.add(new ServiceView(name, family, clusterIp.get(), port.port(), port.nodePort(), only(service.externalIps(), family),
                    vips(service, family), service.sourceRanges().stream().filter(range -> range.family() == family).toList(),
                    externalLocal, service.internalLocal(), service.affinityTimeoutSeconds(),
                    externalLocal && service.type().equals("LoadBalancer") ? service.healthCheckNodePort() : 0,
                    endpoints(usable, name)));
        }
        return views;
    }

    /** @return whether kube-proxy has nothing to do with the Service, in either family */
    static boolean skipped(Service service) {
        return service.headless() || service.type().equals("ExternalName") || service.labels().containsKey(OTHER_PROXY_LABEL);
    }

    private static boolean usable(EndpointSlice slice, Family family) {
        return slice.addressType().equals(family.word()) && !slice.labels().containsKey(OTHER_PROXY_LABEL)
                && !slice.labels().containsKey(HEADLESS_LABEL);
    }

    /** The policy means nothing for a Service that is not reachable from outside. */
    private static boolean externalLocal(Service service) {
        boolean external = switch (service.type()) {
            case "NodePort", "LoadBalancer" -> true;
            default -> !service.externalIps().isEmpty();
        };
        return external && service.externalLocal();
    }

    private static List<Ip> vips(Service service, Family family) {
        return only(service.ingress().stream().filter(Service.Ingress::vip).flatMap(ingress -> ingress.ip().stream()).toList(), family);
    }

    private static List<Ip> only(List<Ip> ips, Family family) {
        return ips.stream().filter(ip -> ip.family() == family).toList();
    }

    private static Optional<Ip> first(List<Ip> ips, Family family) {
        return ips.stream().filter(ip -> ip.family() == family).findFirst();
    }

    /** @return number of endpoints of all ports of the Service in the family, those that are not ready included */
    public static int countEndpoints(Service service, Collection<EndpointSlice> slices, Family family) {
        List<EndpointSlice> usable = slices.stream().filter(slice -> !slice.endpoints().isEmpty() && usable(slice, family)).toList();
        if (usable.isEmpty() || skipped(service) || first(service.clusterIps(), family).isEmpty()) {
            return 0;
        }
        return service.ports().stream().mapToInt(port -> collect(usable,
                new ServicePortName(service.key().namespace(), service.key().name(), port.name(), port.protocol())).size()).sum();
    }

    private static List<EndpointView> endpoints(List<EndpointSlice> slices, ServicePortName name) {
        return collect(slices, name).values().stream().sorted(Comparator.comparing(EndpointView::text)).toList();
    }

    /** The same address in two slices counts once; the one that stays wins over the one that is going away. */
    private static Map<IpPort, EndpointView> collect(List<EndpointSlice> slices, ServicePortName name) {
        Map<IpPort, EndpointView> found = new HashMap<>();
        for (EndpointSlice slice : slices) {
            for (EndpointSlice.Port port : slice.ports()) {
                if (port.name().equals(name.port()) && port.protocol() == name.protocol()) {
                    slice.endpoints().stream().filter(endpoint -> !endpoint.addresses().isEmpty()).map(e -> view(e, port, slice))
                            .forEach(view -> found.merge(view.address(), view, (a, b) -> a.terminating() && !b.terminating() ? b : a));
                }
            }
        }
        return found;
    }

    private static EndpointView view(EndpointSlice.Endpoint endpoint, EndpointSlice.Port port, EndpointSlice slice) {
        IpPort address = new IpPort(endpoint.addresses().getFirst(), port.port());
        return new EndpointView(address, address.toString(), endpoint.ready(), endpoint.serving(), endpoint.terminating(),
                endpoint.nodeName(), endpoint.hintZones(), endpoint.hintNodes(), slice.key());
    }

    /** @return whether anything but the ClusterIP leads here */
    public boolean externallyAccessible() {
        return nodePort != 0 || !loadBalancerVips.isEmpty() || !externalIps.isEmpty();
    }

    /** @return whether some traffic goes to endpoints of the whole cluster */
    public boolean usesCluster() {
        return !internalLocal || externallyAccessible();
    }

    /** @return whether some traffic goes to endpoints of the node alone */
    public boolean usesLocal() {
        return internalLocal || externalLocal && externallyAccessible();
    }

    /** @return which endpoints this node uses */
    public EndpointCategories on(NodeFacts node) {
        return EndpointCategories.of(this, node.name(), node.node().zone());
    }

    /** @return whether {@link #on} gives the same answer on every node, whatever its name and zone */
    public boolean sameOnEveryNode() {
        return !usesLocal() && !EndpointCategories.hinted(endpoints);
    }

    /** @return whether a source range holds the node's own address of the family */
    public boolean sourceRangesHold(NodeFacts node) {
        Optional<Ip> own = node.primary(family);
        return own.isPresent() && sourceRanges.stream().anyMatch(range -> range.contains(own.get()));
    }
}
