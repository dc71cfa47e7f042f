package dev.glassplane.cni.vpc;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.vpc.AwsNodeView.PodLink;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.PolicyRule;
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

/** What CNI ADD makes: a veth pair, the pod's routes and its fixed neighbour, the host's route and policy rules. */
final class PodWiring {

    static final int PRIORITY_TO_POD = 512;
    static final int PRIORITY_FROM_POD = 1536;
    private static final String DEVICE = "eth0";
    private static final Ip GATEWAY = Ip.parse("169.254.1.1");
    private static final Ip GATEWAY_V6 = Ip.parse("fe80::1");
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final Cidr EVERYWHERE_V6 = Cidr.parse("::/0");
    private static final int METRIC_V6 = 256;

    private PodWiring() {}

    static Contribution of(PodLink pod) {
        Origin origin = new Origin(AwsNodeProgrammer.COMPONENT, "Pod", pod.pod().namespace(), pod.pod().name(), "wiring of the pod");
        Optional<BranchWiring> own = pod.branch().map(branch -> new BranchWiring(pod, branch, origin));
        String prefix = own.filter(BranchWiring::strict).map(_ -> BranchWiring.STRICT_PREFIX).orElse(pod.settings().vethPrefix());
        String veth = Names.veth(prefix, pod.pod().namespace(), pod.pod().name());
        String hostMac = Devices.mac("host/" + pod.uid() + "/" + pod.pod());
        List<Link> links = new ArrayList<>(own.map(BranchWiring::link).stream().toList());
        links.add(new Link(origin, veth, Link.Kind.VETH, hostMac, pod.settings().podMtu(), Optional.of("pod/" + pod.pod().qualifiedName())));
        Optional<EgressWiring> egress = pod.egress().map(of -> new EgressWiring(pod, of, origin));
        egress.ifPresent(of -> links.add(of.hostLink()));
        List<Route> routes = new ArrayList<>(own.map(wiring -> wiring.routes(veth)).orElseGet(() -> List.of(Route.onLink(origin, Route.MAIN, pod.ip().asCidr(), veth))));
        egress.ifPresent(of -> routes.add(of.hostRoute()));
        List<PolicyRule> rules = own.map(wiring -> wiring.rules(veth)).orElseGet(() -> rules(pod, origin));
        return Contribution.ofChains(egress.map(EgressWiring::chains).orElse(List.of()))
                .withDevices(links, egress.map(EgressWiring::hostAddress).stream().toList()).withRoutes(routes, rules, List.of()).withPods(
                Map.of(pod.pod(), new PodNamespace(veth, DEVICE, inside(pod, origin, hostMac, egress), egress.map(EgressWiring::cable).stream().toList())));
    }

    private static List<PolicyRule> rules(PodLink pod, Origin origin) {
        List<PolicyRule> rules = new ArrayList<>();
        rules.add(new PolicyRule(origin, PRIORITY_TO_POD, Optional.empty(), Optional.of(pod.ip().asCidr()), 0, 0, Optional.empty(), Route.MAIN));
        if (pod.device() > 0) {
            rules.add(new PolicyRule(origin.because("the pod's address is on eth" + pod.device()), PRIORITY_FROM_POD,
                    Optional.of(pod.ip().asCidr()), Optional.empty(), 0, 0, Optional.empty(), NodeTables.table(pod.device())));
        }
        return rules;
    }

    private static HostState inside(PodLink pod, Origin origin, String hostMac, Optional<EgressWiring> egress) {
        Link device = new Link(origin, DEVICE, Link.Kind.VETH, Devices.mac("pod/" + pod.uid() + "/" + pod.pod()), pod.settings().podMtu(),
                Optional.of("node/" + pod.node()));
        boolean four = pod.ip().isV4();
        Ip gateway = four ? GATEWAY : GATEWAY_V6;
        List<Link> links = new ArrayList<>(List.of(Devices.loopback(), device));
        List<InterfaceAddress> addresses = new ArrayList<>(List.of(new InterfaceAddress(origin, DEVICE, pod.ip(), pod.ip().family().bits())));
        List<Route> routes = new ArrayList<>(List.of(Route.onLink(origin, Route.MAIN, gateway.asCidr(), DEVICE),
                Route.via(origin, Route.MAIN, four ? EVERYWHERE : EVERYWHERE_V6, gateway, DEVICE)));
        if (!four) { // IPv6 has a route for the prefix of every address, however long it is
            routes.add(new Route(origin, Route.MAIN, Route.Type.UNICAST, pod.ip().asCidr(), Optional.empty(), Optional.of(DEVICE), "global", Optional.empty(), METRIC_V6,
                    "kernel", false));
        }
        egress.ifPresent(of -> {
            links.add(of.podLink());
            addresses.add(of.podAddress());
            routes.addAll(of.podRoutes());
        });
        RoutingTables routing = new RoutingTables(links, addresses, routes, List.of(), List.of(new Neighbor(origin, gateway, DEVICE, hostMac)));
        return new HostState("pod/" + pod.pod().qualifiedName(), Netfilter.EMPTY, routing, Map.of());
    }
}
