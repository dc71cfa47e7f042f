package dev.glassplane.cni.bgp;

import dev.glassplane.calico.Encapsulation;
import dev.glassplane.calico.FelixSettings;
import dev.glassplane.calico.bgp.Routing.KernelRoute;
import dev.glassplane.cni.Devices;
import dev.glassplane.cni.bgp.FelixView.Everywhere;
import dev.glassplane.cni.bgp.FelixView.NodeBase;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.IpSet;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.linux.ipset.SetType;
import dev.glassplane.linux.route.FdbEntry;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Felix and BIRD put into a node beside its pods: devices and addresses of tunnels, ipsets, ways to other nodes and their blocks. */
final class NodeTables {

    static final String DEVICE = "eth0";
    static final String TUNL0 = "tunl0";
    static final String VXLAN = "vxlan.calico";
    /** MTU of an EC2 instance's interface. */
    static final int INTERFACE_MTU = 9001;
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final String FELIX = FelixProgrammer.COMPONENT;
    private static final Origin KERNEL = Origin.of("kernel", "network device");
    private static final Origin ADDRESS = Origin.of("kernel", "address of the device");
    private static final Origin IPIP_DEVICE = Origin.of(FELIX, "IPIP device");
    private static final Origin VXLAN_DEVICE = Origin.of(FELIX, "VXLAN device");
    private static final Origin SETS = Origin.of(FELIX, "set that its rules ask");

    private NodeTables() {}

    /** @return the node's own devices, as the instance has them, and those of tunnels */
    static Contribution own(NodeBase base) {
        List<Link> links = new ArrayList<>(List.of(Devices.loopback()));
        List<InterfaceAddress> addresses = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        Origin origin = base.eni().isEmpty() ? KERNEL : new Origin("ec2", "NetworkInterface", "", base.eni(), "primary interface of the instance");
        links.add(new Link(origin, DEVICE, Link.Kind.PHYSICAL, base.mac(), INTERFACE_MTU, Optional.empty()));
        Optional<Cidr> around = base.subnet().filter(subnet -> subnet.contains(base.ip()));
        addresses.add(new InterfaceAddress(origin, DEVICE, base.ip(), around.map(Cidr::prefixLength).orElse(base.ip().family().bits())));
        base.others().forEach(ip -> addresses.add(new InterfaceAddress(KERNEL, DEVICE, ip, ip.family().bits())));
        around.ifPresent(subnet -> routes.add(new Route(ADDRESS, Route.MAIN, Route.Type.UNICAST, subnet, Optional.empty(), Optional.of(DEVICE), "link",
                Optional.of(base.ip()), 0, "kernel", false)));
        base.subnet().map(subnet -> subnet.at(1)).ifPresent(gateway -> {
            if (around.isEmpty()) {
                routes.add(Route.onLink(origin, Route.MAIN, gateway.asCidr(), DEVICE));
            }
            routes.add(Route.via(origin.because("default route of the primary interface"), Route.MAIN, EVERYWHERE, gateway, DEVICE));
        });
        base.ipip().ifPresent(ip -> {
            links.add(new Link(IPIP_DEVICE, TUNL0, Link.Kind.IPIP, "0.0.0.0", ipipMtu(base.felix()), Optional.empty()));
            addresses.add(new InterfaceAddress(IPIP_DEVICE, TUNL0, ip, ip.family().bits()));
        });
        base.vxlan().ifPresent(ip -> {
            links.add(new Link(VXLAN_DEVICE, VXLAN, Link.Kind.VXLAN, base.vtep(), vxlanMtu(base.felix()), Optional.empty(), Optional.empty(),
                    Optional.of(new Link.Vxlan(base.felix().vxlanVni(), base.ip(), base.felix().vxlanPort(), false))));
            addresses.add(new InterfaceAddress(VXLAN_DEVICE, VXLAN, ip, ip.family().bits()));
        });
        return Contribution.NONE.withDevices(links, addresses).withRoutes(routes, List.of(), List.of()).withSysctls(Map.of("net.ipv4.ip_forward", "1"));
    }

    static int ipipMtu(FelixSettings felix) {
        return felix.ipipMtu() > 0 ? felix.ipipMtu() : INTERFACE_MTU - Encapsulation.IPIP_OVERHEAD;
    }

    static int vxlanMtu(FelixSettings felix) {
        return felix.vxlanMtu() > 0 ? felix.vxlanMtu() : INTERFACE_MTU - Encapsulation.VXLAN_OVERHEAD;
    }

    /** @return how another node reaches this one's VXLAN device: neighbour and forwarding entry; its routes are of the blocks */
    static Contribution tunnelTo(NodeBase other) {
        Origin origin = new Origin(FELIX, "Node", "", other.node(), "VXLAN device of the node");
        return other.vxlan().map(ip -> Contribution.NONE.withRoutes(List.of(), List.of(), List.of(new Neighbor(origin, ip, VXLAN, other.vtep())))
                .withFdb(List.of(new FdbEntry(origin, other.vtep(), VXLAN, other.ip())))).orElse(Contribution.NONE);
    }

    /** @return the sets that the rules of every node ask, and the chains */
    static Contribution everywhere(Everywhere view, boolean ipipAddress, boolean vxlanAddress) {
        List<Entry<?, ?>> entries = new ArrayList<>();
        set(entries, StaticChains.ALL_POOLS, view.pools());
        set(entries, StaticChains.MASQ_POOLS, view.translated());
        Set<Cidr> hosts = view.hosts().stream().map(Ip::asCidr).collect(java.util.stream.Collectors.toSet());
        if (view.ipip()) {
            set(entries, StaticChains.ALL_HOSTS, hosts);
        }
        if (view.vxlan()) {
            set(entries, StaticChains.VXLAN_HOSTS, hosts);
        }
        return Contribution.ofChains(StaticChains.of(new StaticChains.Features(view.ipip(), view.vxlan(), ipipAddress, vxlanAddress,
                !view.translated().isEmpty(), view.felix()))).withEntries(entries);
    }

    private static void set(List<Entry<?, ?>> entries, String name, Set<Cidr> members) {
        IpSet set = new IpSet(name, SetType.HASH_NET, Family.IPV4, PolicySets.MEMBERS_MAX);
        entries.add(set.declaration(SETS));
        members.stream().sorted().forEach(cidr -> entries.addAll(set.with(new SetMember.Net(cidr), SETS)));
    }

    /** @return a route of BIRD's or Felix's */
    static Route route(KernelRoute route) {
        String who = route.protocol().equals("bird") ? "bird" : FELIX;
        Origin origin = new Origin(who, "Node", "", route.announced().node(), route.announced().borrowed() ? "address out of another node's block" : "block of the node");
        return new Route(origin, Route.MAIN, route.via().isEmpty() ? Route.Type.BLACKHOLE : Route.Type.UNICAST, route.cidr(), route.via(), route.device(),
                "global", Optional.empty(), 0, route.protocol(), route.onlink());
    }
}
