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
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");

    private PodWiring() {}

    static Contribution of(PodLink pod) {
        Origin origin = new Origin(AwsNodeProgrammer.COMPONENT, "Pod", pod.pod().namespace(), pod.pod().name(), "wiring of the pod");
        Optional<BranchWiring> own = pod.branch().map(branch -> new BranchWiring(pod, branch, origin));
        String prefix = own.filter(BranchWiring::strict).map(_ -> BranchWiring.STRICT_PREFIX).orElse(pod.settings().vethPrefix());
        String veth = Names.veth(prefix, pod.pod().namespace(), pod.pod().name());
        String hostMac = Devices.mac("host/" + pod.uid() + "/" + pod.pod());
        List<Link> links = new ArrayList<>(own.map(BranchWiring::link).stream().toList());
        links.add(new Link(origin, veth, Link.Kind.VETH, hostMac, pod.settings().podMtu(), Optional.of("pod/" + pod.pod().qualifiedName())));
        List<Route> routes = own.map(wiring -> wiring.routes(veth)).orElseGet(() -> List.of(Route.onLink(origin, Route.MAIN, pod.ip().asCidr(), veth)));
        List<PolicyRule> rules = own.map(wiring -> wiring.rules(veth)).orElseGet(() -> rules(pod, origin));
        return Contribution.NONE.withDevices(links, List.of()).withRoutes(routes, rules, List.of()).withPods(
                Map.of(pod.pod(), new PodNamespace(veth, DEVICE, inside(pod, origin, hostMac))));
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

    private static HostState inside(PodLink pod, Origin origin, String hostMac) {
        Link device = new Link(origin, DEVICE, Link.Kind.VETH, Devices.mac("pod/" + pod.uid() + "/" + pod.pod()), pod.settings().podMtu(),
                Optional.of("node/" + pod.node()));
        RoutingTables routing = new RoutingTables(List.of(Devices.loopback(), device),
                List.of(new InterfaceAddress(origin, DEVICE, pod.ip(), pod.ip().family().bits())),
                List.of(Route.onLink(origin, Route.MAIN, GATEWAY.asCidr(), DEVICE), Route.via(origin, Route.MAIN, EVERYWHERE, GATEWAY, DEVICE)),
                List.of(), List.of(new Neighbor(origin, GATEWAY, DEVICE, hostMac)));
        return new HostState("pod/" + pod.pod().qualifiedName(), Netfilter.EMPTY, routing, Map.of());
    }
}
