package dev.glassplane.cni.bgp;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.bgp.FelixView.PodLink;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the CNI plugin and Felix make for a pod: a veth pair, a route to the address, and inside the pod a gateway that nobody has, for which the node's
 * end answers ARP ({@code projectcalico/calico: cni-plugin/pkg/dataplane/linux/dataplane_linux.go, felix/dataplane/linux/endpoint_mgr.go}).
 */
final class PodWiring {

    private static final String INSIDE = "eth0";
    private static final Ip GATEWAY = Ip.parse("169.254.1.1");
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");

    private PodWiring() {}

    static Contribution of(PodLink pod) {
        Origin origin = new Origin(FelixProgrammer.COMPONENT, "Pod", pod.pod().namespace(), pod.pod().name(), "wiring of the pod");
        String veth = Names.veth(pod.pod().namespace(), pod.pod().name());
        Link link = new Link(origin, veth, Link.Kind.VETH, Names.HOST_MAC, pod.mtu(), Optional.of("pod/" + pod.pod().qualifiedName()));
        String conf = "net.ipv4.conf." + veth + ".";
        return Contribution.ofChains(EndpointChains.of(origin, veth, pod.pod().namespace(), pod.serviceAccount(), pod.vxlanPort(), pod.tiers()))
                .withDevices(List.of(link), List.of()).withRoutes(List.of(Route.onLink(origin, Route.MAIN, pod.ip().asCidr(), veth)), List.of(), List.of())
                .withSysctls(Map.of(conf + "proxy_arp", "1", conf + "rp_filter", "1", conf + "route_localnet", "1", "net.ipv4.neigh." + veth + ".proxy_delay", "0"))
                .withPods(Map.of(pod.pod(), new PodNamespace(veth, INSIDE, inside(pod, origin))));
    }

    private static HostState inside(PodLink pod, Origin origin) {
        Link device = new Link(origin, INSIDE, Link.Kind.VETH, Devices.mac("pod/" + pod.uid() + "/" + pod.pod()), pod.mtu(), Optional.of("node/" + pod.node()));
        RoutingTables routing = new RoutingTables(List.of(Devices.loopback(), device),
                List.of(new InterfaceAddress(origin, INSIDE, pod.ip(), pod.ip().family().bits())),
                List.of(Route.onLink(origin, Route.MAIN, GATEWAY.asCidr(), INSIDE), Route.via(origin, Route.MAIN, EVERYWHERE, GATEWAY, INSIDE)), List.of(), List.of());
        return new HostState("pod/" + pod.pod().qualifiedName(), Netfilter.EMPTY, routing, Map.of());
    }
}
