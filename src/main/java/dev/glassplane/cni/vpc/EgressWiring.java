package dev.glassplane.cni.vpc;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.vpc.AwsNodeView.Ipv4Egress;
import dev.glassplane.cni.vpc.AwsNodeView.PodLink;
import dev.glassplane.dataplane.Contribution.Cable;
import dev.glassplane.linux.netfilter.BuiltInChains;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.SandboxId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way of a pod of an IPv6 cluster to IPv4 servers: a second veth pair with an address that only the node knows, and source NAT to the node's IPv4
 * address ({@code aws/amazon-vpc-cni-k8s: cmd/egress-cni-plugin/egressContext.go, snat/snat.go}). The plugin is chained behind the VPC CNI.
 */
final class EgressWiring {

    /** The same on every node. */
    static final Cidr RANGE = Cidr.parse("169.254.172.0/22");
    private static final Ip GATEWAY = RANGE.at(1);
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final Cidr MULTICAST = Cidr.parse("224.0.0.0/4");
    private static final String DEVICE = "v4if0";
    private static final String NETWORK = "aws-cni";
    private static final int CHAIN_NAME = 28;
    private static final int VETH_DIGITS = 8;
    private static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    private static final ChainId FORWARD = new ChainId(TableId.iptables(Family.IPV4, "filter"), "FORWARD");
    /** Behind kube-proxy's rules, like everything that aws-node appends. */
    private static final String APPENDED = "600-egress-cni/";
    /** aws-node inserts it when kube-proxy's jumps are there already: it needs kube-proxy to reach the API server. */
    private static final String HEAD = "050-aws-node";
    private static final Origin BLOCKED = Origin.of(AwsNodeProgrammer.COMPONENT, "pods' IPv4 addresses for egress take no connections");

    private final PodLink pod;
    private final Ipv4Egress egress;
    private final Origin origin;

    EgressWiring(PodLink pod, Ipv4Egress egress, Origin origin) {
        this.pod = pod;
        this.egress = egress;
        this.origin = origin.because("IPv4 egress of the pod (ENABLE_V4_EGRESS)");
    }

    /** @return what keeps others from opening connections to pods over those addresses */
    static ChainPart blocked() {
        return new ChainPart(FORWARD, BuiltInChains.find(FORWARD), HEAD, List.of(new Rule(BLOCKED, List.of(new Match.Destination(RANGE, false),
                new Match.ConnectionState(Set.of(ConnectionStateWord.NEW), false), new Match.Comment("Block Node Local Pod access via IPv4")),
                new Statement.Reject("icmp-port-unreachable"))));
    }

    /** The host's end has a name that the plugin draws. */
    private String veth() {
        return "veth" + Devices.digest("SHA-256", "egress/" + pod.uid() + "/" + pod.pod()).substring(0, VETH_DIGITS);
    }

    Cable cable() {
        return new Cable(veth(), DEVICE);
    }

    Link hostLink() {
        return link(veth(), "host/egress/", "pod/" + pod.pod().qualifiedName());
    }

    Link podLink() {
        return link(DEVICE, "pod/egress/", "node/" + pod.node());
    }

    private Link link(String name, String side, String peer) {
        return new Link(origin, name, Link.Kind.VETH, Devices.mac(side + pod.uid() + "/" + pod.pod()), pod.settings().podMtu(), Optional.of(peer));
    }

    InterfaceAddress hostAddress() {
        return new InterfaceAddress(origin, veth(), GATEWAY, Family.IPV4.bits());
    }

    InterfaceAddress podAddress() {
        return new InterfaceAddress(origin, DEVICE, egress.address(), RANGE.prefixLength());
    }

    Route hostRoute() {
        return Route.onLink(origin, Route.MAIN, egress.address().asCidr(), veth());
    }

    /** The route that came with the address is deleted: also others of the range are asked through the node. */
    List<Route> podRoutes() {
        return List.of(new Route(origin, Route.MAIN, Route.Type.UNICAST, GATEWAY.asCidr(), Optional.empty(), Optional.of(DEVICE), "link",
                        Optional.of(egress.address()), 0, "boot", false),
                Route.via(origin, Route.MAIN, EVERYWHERE, GATEWAY, DEVICE),
                new Route(origin, Route.MAIN, Route.Type.UNICAST, RANGE, Optional.of(GATEWAY), Optional.of(DEVICE), "global", Optional.of(egress.address()), 0, "boot",
                        false));
    }

    /** Names as those of the standard plugins ({@code containernetworking/plugins: pkg/utils/utils.go}, FormatChainName, FormatComment). */
    List<ChainPart> chains() {
        String sandbox = SandboxId.of(pod.uid());
        String name = ("CNI-E4-" + Devices.digest("SHA-512", NETWORK + sandbox)).substring(0, CHAIN_NAME);
        Match comment = new Match.Comment("name: \"" + NETWORK + "\" id: \"" + sandbox + "\"");
        ChainId entry = new ChainId(NAT, "POSTROUTING");
        return List.of(
                new ChainPart(entry, BuiltInChains.find(entry), APPENDED + name, List.of(new Rule(origin,
                        List.of(new Match.Source(egress.address().asCidr(), false), comment), new Statement.Jump(name)))),
                ChainPart.of(new ChainId(NAT, name), APPENDED, List.of(
                        new Rule(origin, List.of(new Match.Destination(MULTICAST, false), comment), new Statement.Accept()),
                        new Rule(origin, List.of(comment), new Statement.Snat(egress.node(), SnatRules.port(pod.settings().snatPort()))))));
    }
}
