package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.vxlan.FlannelConfiguration.Backend;
import dev.glassplane.cni.vxlan.FlannelView.NodeBase;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's own devices, addresses, routes and rules: eth0 as the instance has it, and what flanneld and the bridge plugin add. */
final class NodeTables {

    static final String DEVICE = "eth0";
    static final String BRIDGE = "cni0";
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final Origin KERNEL = Origin.of("kernel", "network device");
    private static final Origin ADDRESS = Origin.of("kernel", "address of the device");
    private static final Origin BRIDGE_PLUGIN = Origin.of("cni-bridge", "bridge of the node's pods");
    private static final Origin TUNNEL = Origin.of(FlannelProgrammer.COMPONENT, "VXLAN device");
    /** What kubeadm asks for, and Flannel needs. */
    private static final Map<String, String> SYSCTLS = Map.of("net.ipv4.ip_forward", "1", "net.bridge.bridge-nf-call-iptables", "1");

    private final NodeBase base;
    private final FlannelConfiguration configuration;
    private final List<Link> links = new ArrayList<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    private NodeTables(NodeBase base) {
        this.base = base;
        this.configuration = base.configuration();
    }

    static Contribution of(NodeBase base) {
        return new NodeTables(base).contribution();
    }

    private Contribution contribution() {
        links.add(Devices.loopback());
        primary();
        base.lease().ifPresent(this::flannel);
        return Contribution.ofChains(base.lease().map(lease -> MasqRules.of(configuration.network(), lease.subnet())).orElse(List.of()))
                .withDevices(links, addresses).withRoutes(routes, List.of(), List.of()).withSysctls(SYSCTLS);
    }

    private void primary() {
        Origin origin = base.eni().isEmpty() ? KERNEL : new Origin("ec2", "NetworkInterface", "", base.eni(), "primary interface of the instance");
        links.add(new Link(origin, DEVICE, Link.Kind.PHYSICAL, base.mac(), FlannelConfiguration.INTERFACE_MTU, Optional.empty()));
        Optional<Cidr> around = base.subnet().filter(subnet -> subnet.contains(base.ip()));
        addresses.add(new InterfaceAddress(origin, DEVICE, base.ip(), around.map(Cidr::prefixLength).orElse(base.ip().family().bits())));
        base.others().forEach(ip -> addresses.add(new InterfaceAddress(KERNEL, DEVICE, ip, ip.family().bits())));
        around.ifPresent(subnet -> routes.add(connected(subnet, DEVICE, base.ip())));
        base.subnet().map(subnet -> subnet.at(1)).ifPresent(gateway -> {
            if (around.isEmpty()) { // an address that is not of the subnet: the gateway needs a route of its own
                routes.add(Route.onLink(origin, Route.MAIN, gateway.asCidr(), DEVICE));
            }
            routes.add(Route.via(origin.because("default route of the primary interface"), Route.MAIN, EVERYWHERE, gateway, DEVICE));
        });
    }

    private void flannel(Lease lease) {
        int mtu = configuration.podMtu();
        if (configuration.backend() == Backend.VXLAN) {
            links.add(new Link(TUNNEL, configuration.device(), Link.Kind.VXLAN, lease.vtepMac(), mtu, Optional.empty(), Optional.empty(),
                    Optional.of(new Link.Vxlan(configuration.vni(), base.ip(), configuration.port(), configuration.learning()))));
            Ip own = lease.subnet().network();
            addresses.add(new InterfaceAddress(TUNNEL, configuration.device(), own, own.family().bits()));
        }
        Ip gateway = lease.subnet().at(1);
        links.add(new Link(BRIDGE_PLUGIN, BRIDGE, Link.Kind.BRIDGE, Devices.mac("cni0/" + base.node()), mtu, Optional.empty()));
        addresses.add(new InterfaceAddress(BRIDGE_PLUGIN, BRIDGE, gateway, lease.subnet().prefixLength()));
        routes.add(connected(lease.subnet(), BRIDGE, gateway));
    }

    /** The route that the kernel adds for an address. */
    static Route connected(Cidr network, String device, Ip own) {
        return new Route(ADDRESS, Route.MAIN, Route.Type.UNICAST, network, Optional.empty(), Optional.of(device), "link", Optional.of(own), 0, "kernel", false);
    }
}
