package dev.glassplane.proxy.ipvs;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxySettings;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
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
     * @param service       what its endpoints, hints and source ranges make differ
     * @param nodePorts     addresses for its node ports; empty if it has none
     * @param notTheDummies external addresses of its that the node has on another device
     */
    private record Reads(Object service, List<Ip> nodePorts, Set<Ip> notTheDummies) {}

    @Override
    public ProxyMode mode() {
        return ProxyMode.IPVS;
    }

    @Override
    protected IpvsSettings settings(ClusterImage image) {
        return new IpvsSettings(ProxySettings.of(image).configuration());
    }

    @Override
    protected boolean readsLocalEndpoints() {
        return true;
    }

    @Override
    protected Object serviceReads(ProxyView.Ports<IpvsSettings> view, NodeFacts node) {
        Object service = super.serviceReads(view, node);
        boolean nodePorts = view.ports().stream().anyMatch(port -> port.nodePort() != 0);
        boolean external = view.ports().stream().anyMatch(port -> !port.externalIps().isEmpty() || !port.loadBalancerVips().isEmpty());
        if (!nodePorts && !external) {
            return service;
        }
        List<Ip> forNodePorts = new ArrayList<>();
        Set<Ip> notTheDummies = new HashSet<>();
        for (Family family : Family.values()) {
            if (nodePorts) {
                forNodePorts.addAll(NodeAddresses.forNodePorts(view.settings().configuration().nodePortAddresses(), node, family));
            }
            List<Ip> own = NodeAddresses.own(node, family);
            for (ServiceView port : view.ports()) {
                port.externalIps().stream().filter(own::contains).forEach(notTheDummies::add);
                port.loadBalancerVips().stream().filter(own::contains).forEach(notTheDummies::add);
            }
        }
        return new Reads(service, forNodePorts, notTheDummies);
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
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (Family family : Family.values()) {
            ServiceTables tables = new ServiceTables(view.settings().configuration(), node, family);
            view.ports().stream().filter(port -> port.family() == family).forEach(tables::write);
            Contribution ofFamily = tables.contribution(cause.qualifiedName());
            chains.addAll(ofFamily.chains());
            entries.addAll(ofFamily.entries());
            addresses.addAll(ofFamily.addresses());
        }
        return Contribution.ofChains(chains).withEntries(entries).withDevices(List.of(), addresses);
    }
}
