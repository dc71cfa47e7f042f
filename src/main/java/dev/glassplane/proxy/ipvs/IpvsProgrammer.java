package dev.glassplane.proxy.ipvs;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.route.Link;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxySettings;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.proxy.ServicePiece;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** kube-proxy in IPVS mode. */
public final class IpvsProgrammer extends ModeProgrammer<IpvsSettings> {

    /** The dummy device that carries the addresses of Services, so that the kernel takes their packets for its own. It stays down. */
    static final String DEVICE = "kube-ipvs0";
    /** Random in reality, and of no effect: the device asks and answers no ARP. */
    private static final String MAC = "d2:a4:56:1c:00:01";
    private static final int MTU_BYTES = 1500;

    /**
     * What a Service's tables read of a node.
     *
     * @param service what its endpoints, hints and source ranges make differ
     * @param own     of the node's addresses those on which its node ports answer, or those that the dummy device must not have
     */
    private record Reads(Object service, List<Ip> own) {}

    @Override
    public ProxyMode mode() {
        return ProxyMode.IPVS;
    }

    @Override
    protected IpvsSettings settings(ClusterImage image) {
        return new IpvsSettings(ProxySettings.of(image).configuration());
    }

    @Override
    protected Set<ServicePiece> pieces() {
        return EnumSet.allOf(ServicePiece.class);
    }

    @Override
    protected Object serviceReads(ObjectKey cause, ProxyView.Ports<IpvsSettings> view, NodeFacts node) {
        Object service = super.serviceReads(cause, view, node);
        return switch (ServicePiece.of(cause)) {
            case LOCAL_ENDPOINTS -> service;
            case NODE_PORTS -> new Reads(service, Arrays.stream(Family.values()).flatMap(family ->
                    NodeAddresses.forNodePorts(view.settings().configuration().nodePortAddresses(), node, family).stream()).toList());
            case REST -> hasExternalAddress(view) ? new Reads(service, Arrays.stream(Family.values()).flatMap(family ->
                    NodeAddresses.own(node, family).stream()).filter(own -> view.ports().stream().anyMatch(port -> isExternal(own, port))).toList())
                    : service;
        };
    }

    @Override
    protected Optional<Set<String>> serviceApart(ObjectKey cause, ProxyView.Ports<IpvsSettings> view) {
        boolean readsAddresses = ServicePiece.of(cause) == ServicePiece.NODE_PORTS || hasExternalAddress(view);
        return readsAddresses ? Optional.empty() : super.serviceApart(cause, view);
    }

    private static boolean hasExternalAddress(ProxyView.Ports<IpvsSettings> view) {
        return view.ports().stream().anyMatch(port -> !port.externalIps().isEmpty() || !port.loadBalancerVips().isEmpty());
    }

    private static boolean isExternal(Ip ip, ServiceView port) {
        return port.externalIps().contains(ip) || port.loadBalancerVips().contains(ip);
    }

    @Override
    protected Contribution standing(IpvsSettings settings, NodeFacts node) {
        KubeProxyConfiguration configuration = settings.configuration();
        Link device = new Link(Origin.of(Chains.COMPONENT, "carries the addresses of Services"), DEVICE, Link.Kind.DUMMY, MAC, MTU_BYTES,
                Optional.empty());
        return Contribution.ofChains(StandingTables.chains(configuration)).withEntries(StandingTables.entries(configuration.ipvs()))
                .withDevices(List.of(device), List.of()).withSysctls(StandingTables.sysctls(configuration.ipvs()));
    }

    @Override
    protected Contribution service(ObjectKey cause, ProxyView.Ports<IpvsSettings> view, NodeFacts node) {
        List<ChainPart> chains = new ArrayList<>();
        List<Entry<?, ?>> entries = new ArrayList<>();
        for (Family family : Family.values()) {
            ServiceTables tables = new ServiceTables(view.settings().configuration(), node, family);
            view.ports().stream().filter(port -> port.family() == family).forEach(port -> tables.write(port, ServicePiece.of(cause)));
            chains.addAll(tables.chains(cause.qualifiedName()));
            entries.addAll(tables.entries());
        }
        return Contribution.ofChains(chains).withEntries(entries);
    }
}
