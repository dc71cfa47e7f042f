package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.vxlan.FlannelView.PodLink;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the plugins flannel, bridge and host-local make for a pod: a veth pair whose end on the node is a port of cni0, an address of the node's
 * podCIDR, and routes to the other pods and to everywhere by way of the bridge ({@code flannel-io/cni-plugin}, {@code containernetworking/plugins:
 * plugins/main/bridge}).
 */
final class PodWiring {

    private static final String DEVICE = "eth0";
    private static final int HASH_DIGITS = 8;
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");

    private PodWiring() {}

    /** @param podCidr of the pod's node */
    static Contribution of(PodLink pod, Cidr podCidr) {
        Origin origin = new Origin("cni-bridge", "Pod", pod.pod().namespace(), pod.pod().name(), "wiring of the pod");
        String veth = "veth" + Devices.digest("SHA-256", "veth/" + pod.uid() + "/" + pod.pod()).substring(0, HASH_DIGITS);
        Link link = new Link(origin, veth, Link.Kind.VETH, Devices.mac("host/" + pod.uid() + "/" + pod.pod()), pod.configuration().podMtu(),
                Optional.of("pod/" + pod.pod().qualifiedName())).in(new Link.Port(NodeTables.BRIDGE, pod.configuration().hairpin()));
        return Contribution.NONE.withDevices(List.of(link), List.of())
                .withPods(Map.of(pod.pod(), new PodNamespace(veth, DEVICE, inside(pod, podCidr, origin))));
    }

    private static HostState inside(PodLink pod, Cidr podCidr, Origin origin) {
        Link device = new Link(origin, DEVICE, Link.Kind.VETH, Devices.mac("pod/" + pod.uid() + "/" + pod.pod()), pod.configuration().podMtu(),
                Optional.of("node/" + pod.node()));
        Ip gateway = podCidr.at(1);
        List<Route> routes = new ArrayList<>();
        routes.add(NodeTables.connected(new Cidr(pod.ip(), podCidr.prefixLength()), DEVICE, pod.ip()));
        routes.add(Route.via(origin, Route.MAIN, pod.configuration().network(), gateway, DEVICE));
        if (pod.configuration().defaultGateway()) {
            routes.add(Route.via(origin, Route.MAIN, EVERYWHERE, gateway, DEVICE));
        }
        RoutingTables routing = new RoutingTables(List.of(Devices.loopback(), device),
                List.of(new InterfaceAddress(origin, DEVICE, pod.ip(), podCidr.prefixLength())), routes, List.of(), List.of());
        return new HostState("pod/" + pod.pod().qualifiedName(), Netfilter.EMPTY, routing, Map.of());
    }
}
