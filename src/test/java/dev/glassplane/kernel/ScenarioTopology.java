package dev.glassplane.kernel;

import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.linux.HostText;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.VpcFabric.Egress;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A scenario's nodes and pods as hosts, and around them what the VPC is: a router that knows which interface holds which address, checks sources
 * and never answers; an internet gateway that translates public addresses; and beyond it two hosts, one that asks and one that answers.
 */
final class ScenarioTopology {

    private static final String PRIMARY_DEVICE = "eth0";
    private static final String VPC = "vpc";
    private static final String GATEWAY = "igw";
    private static final Ip SOMEWHERE = Ip.parse("203.0.113.9");
    private static final List<String> PRIVATE = List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
    private static final Ip SOMEWHERE_V6 = Ip.parse("2001:db8:ffff::1");
    private static final String ROUTER_LINK_V6 = "2001:db8:aaaa::1";
    private static final String GATEWAY_LINK_V6 = "2001:db8:aaaa::2";
    private static final String GATEWAY_OUT_V6 = "2001:db8:aaaa::5";
    private static final String GATEWAY_NET_V6 = "2001:db8:aaaa::9";
    private static final String ROUTER_LINK = "169.254.100.1";
    private static final String GATEWAY_LINK = "169.254.100.2";
    private static final String GATEWAY_OUT = "169.254.100.5";
    private static final String GATEWAY_NET = "169.254.100.9";
    /** Table of the router for what comes from the gateway, of the gateway for what comes from the router: an address can be handed in, and yet lead out. */
    private static final int INWARD = 300;
    private static final int OUTWARD = 200;

    private final Scenario scenario;
    private final List<ScenarioQuestion> questions;
    private final Topology topology = new Topology();
    private final HostText vpc = HostText.named(VPC).sysctl("net.ipv4.ip_forward", "1").sysctl("net.ipv6.conf.all.forwarding", "1");
    private final List<String> ports = new ArrayList<>();
    private final List<String> cables = new ArrayList<>();
    /** Rules of the router that check sources; the kernel's own check would also leave ARP requests unanswered. */
    private final StringBuilder sources = new StringBuilder();

    private ScenarioTopology(Scenario scenario, List<ScenarioQuestion> questions) {
        this.scenario = scenario;
        this.questions = questions;
    }

    /** @return whether the lab can build it: a VPC that filters nothing, with one internet gateway, and nodes without the network policy agent's programs */
    static boolean canBuild(Scenario scenario) {
        return Stream.of("securitygroups.ec2.services.k8s.aws", "networkacls.ec2.services.k8s.aws", "natgateways.ec2.services.k8s.aws",
                "vpcpeeringconnections.ec2.services.k8s.aws").allMatch(resource -> scenario.image().all(resource).isEmpty())
                && (scenario.image().all("networkpolicies.networking.k8s.io").isEmpty() || !ClusterNetwork.of(scenario.image()).is(PodNetwork.VPC));
    }

    /** Builds it in the kernel. */
    static KernelLab open(Scenario scenario, List<ScenarioQuestion> questions) {
        ScenarioTopology around = new ScenarioTopology(scenario, questions);
        KernelLab lab = KernelLab.open(around.build());
        try {
            lab.run(GATEWAY, around.gatewayRules(), "nft", "-f", "-");
            lab.run(VPC, "table inet vpc {\nchain sources { type filter hook prerouting priority 0\n" + around.sources + "}\n}\n", "nft", "-f", "-");
            lab.run(VPC, around.proxied(), "ip", "-batch", "-");
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private Topology build() {
        List<NodeState> nodes = List.copyOf(scenario.dataplane().nodes().values());
        nodes.forEach(node -> topology.host(node.host()));
        nodes.forEach(node -> node.pods().forEach((pod, namespace) -> attach(node, pod, namespace)));
        nodes.forEach(this::attach);
        vpc.device("gw", ROUTER_LINK + "/30", ROUTER_LINK_V6 + "/126").route("default via " + GATEWAY_LINK + " dev gw").route("default via " + GATEWAY_LINK_V6 + " dev gw").sysctl("net.ipv4.conf.gw.rp_filter", "1")
                .rule("100: from all iif gw lookup " + INWARD);
        topology.host(vpc.build()).host(gateway()).host(beyond(ScenarioQuestion.OUTSIDE, List.of(GATEWAY_OUT, GATEWAY_OUT_V6), clients(), accepted()))
                .host(beyond(ScenarioQuestion.INTERNET, List.of(GATEWAY_NET, GATEWAY_NET_V6), servers(), Stream.of()));
        for (int i = 0; i < cables.size(); i += 2) {
            topology.wire(cables.get(i), cables.get(i + 1));
        }
        topology.wire(VPC + "/gw", GATEWAY + "/in").wire(GATEWAY + "/out", ScenarioQuestion.OUTSIDE + "/eth0")
                .wire(GATEWAY + "/net", ScenarioQuestion.INTERNET + "/eth0");
        questions.stream().flatMap(question -> question.listeners().stream()).distinct()
                .forEach(listener -> topology.listen(listener.host(), listener.protocol(), listener.port()));
        return topology;
    }

    private void attach(NodeState node, ObjectKey pod, PodNamespace namespace) {
        HostState host = namespace.host();
        String name = pod.namespace() + "." + pod.name();
        topology.host(new HostState(name, host.netfilter(), host.entries(), host.routing(), host.sysctls()));
        namespace.cables().forEach(cable -> topology.wire(node.node() + "/" + cable.hostDevice(), name + "/" + cable.device()));
    }

    /**
     * A device of the router for each network interface: it is the subnet's router there, answers ARP for every address (docs/limits.md,
     * address-resolution) and takes only what the interface may send. The VLAN of a pod's own interface is a cable of its own here. What nobody holds
     * goes to the gateway, which throws private addresses away.
     */
    private void attach(NodeState node) {
        for (Link link : node.host().routing().links()) {
            if (link.kind() != Link.Kind.PHYSICAL && link.kind() != Link.Kind.VLAN) {
                continue;
            }
            String port = "p" + cables.size();
            Set<String> routers = node.host().routing().routes().stream().filter(route -> route.device().equals(Optional.of(link.name())))
                    .flatMap(route -> route.via().stream()).filter(via -> scenario.fabric().holderOf(via).isEmpty()).map(via -> via.asCidr().toString()).collect(Collectors.toCollection(TreeSet::new));
            vpc.device(port, routers.toArray(String[]::new)).sysctl("net.ipv4.conf." + port + ".proxy_arp", "1")
                    .sysctl("net.ipv4.neigh." + port + ".proxy_delay", "0").sysctl("net.ipv6.conf." + port + ".proxy_ndp", "1")
                    .sysctl("net.ipv6.neigh." + port + ".proxy_delay", "0");
            ports.add(port);
            Set<Ip> held = held(node, link).collect(Collectors.toCollection(TreeSet::new));
            direct(node, link).forEach(cidr -> vpc.route(cidr + " via " + node.host().routing().addresses().stream()
                    .filter(address -> address.device().equals(link.name())).findFirst().orElseThrow().ip() + " dev " + port + " onlink"));
            Set<Ip> handed = handed(node, link).collect(Collectors.toCollection(TreeSet::new));
            held.forEach(ip -> vpc.route(ip + " dev " + port).neighbor(ip.toString(), port, link.mac()));
            handed.forEach(ip -> vpc.route(ip + " dev " + port + " table " + INWARD).neighbor(ip.toString(), port, link.mac()));
            delegated(node).forEach(cidr -> vpc.route(cidr + " via " + node.host().routing().addresses().stream().map(InterfaceAddress::ip).filter(ip -> !ip.isV4())
                    .findFirst().orElseThrow() + " dev " + port));
            boolean checked = held.stream().flatMap(ip -> scenario.fabric().holderOf(ip).stream()).allMatch(at -> scenario.fabric().sourceDestCheck(at.eni()));
            if (checked) {
                onlyFrom(port, "ip", Stream.concat(held.stream(), handed.stream()).filter(Ip::isV4));
                onlyFrom(port, "ip6", held.stream().filter(ip -> !ip.isV4()));
            }
            cables.addAll(List.of(node.node() + "/" + link.name(), VPC + "/" + port));
        }
    }

    private void onlyFrom(String port, String family, Stream<Ip> addresses) {
        String all = addresses.distinct().map(Ip::toString).collect(Collectors.joining(", "));
        if (!all.isEmpty()) {
            sources.append("iifname ").append(port).append(' ').append(family).append(" saddr != { ").append(all).append(family.equals("ip6") ? ", fe80::/10, ::" : "")
                    .append(" } drop\n");
        }
    }

    /** The kernel answers for others' IPv6 addresses one by one only. */
    private String proxied() {
        Stream<Ip> asked = questions.stream().map(question -> question.packet().destination()).filter(ip -> !ip.isV4());
        List<Ip> all = Stream.concat(sixes(), asked).distinct().toList();
        return ports.stream().flatMap(port -> all.stream().map(ip -> "neigh add proxy " + ip + " dev " + port + "\n")).collect(Collectors.joining());
    }

    /** IPv6 addresses that the VPC knows. */
    private Stream<Ip> sixes() {
        return scenario.dataplane().nodes().values().stream().flatMap(node -> node.host().routing().links().stream().flatMap(link -> held(node, link))).filter(ip -> !ip.isV4())
                .distinct();
    }

    /** What other nodes of the subnet send to the node by its hardware address, if its interface takes it, and what the fabric learned of it: its pods. */
    private Set<Cidr> direct(NodeState node, Link link) {
        Set<Ip> own = node.host().routing().addresses().stream().filter(address -> address.device().equals(link.name())).map(InterfaceAddress::ip)
                .collect(Collectors.toSet());
        boolean takes = own.stream().flatMap(ip -> scenario.fabric().holderOf(ip).stream()).noneMatch(at -> scenario.fabric().sourceDestCheck(at.eni()));
        Stream<Cidr> ofNeighbors = scenario.dataplane().nodes().values().stream().flatMap(other -> other.host().routing().routes().stream())
                .filter(route -> route.via().filter(own::contains).isPresent()).map(Route::destination);
        Stream<Cidr> learned = node.pods().keySet().stream().flatMap(pod -> scenario.image().pods().get(pod).ips().stream()).filter(ip -> own.stream()
                .flatMap(address -> scenario.fabric().holderOf(address).stream()).anyMatch(at -> scenario.fabric().route(at.subnet(), ip) instanceof Egress.Learned))
                .map(Ip::asCidr);
        return takes ? Stream.concat(ofNeighbors, learned).collect(Collectors.toCollection(TreeSet::new)) : Set.of();
    }

    /** Prefixes that EC2 delegated to the node's interface: also addresses that no pod has are delivered there. */
    private Stream<Cidr> delegated(NodeState node) {
        return new VpcReader().of(scenario.image()).interfacesOf(node.node()).stream().flatMap(of -> of.ipv6Prefix().stream()).map(NetworkInterface.Prefix::cidr);
    }

    /** Addresses that the VPC delivers to this device of the node. */
    private Stream<Ip> held(NodeState node, Link link) {
        Stream<Ip> ofNodes = scenario.image().nodes().values().stream().flatMap(each -> each.internalIps().stream());
        Stream<Ip> ofDevices = node.host().routing().addresses().stream().map(InterfaceAddress::ip);
        Stream<Ip> ofPods = scenario.image().pods().values().stream().flatMap(pod -> pod.ips().stream());
        return Stream.of(ofNodes, ofDevices, ofPods).flatMap(ips -> ips).filter(ip -> scenario.fabric().holderOf(ip)
                .filter(at -> at.node().equals(node.node()) && at.device().equals(link.name())).map(this::publicSubnet).isPresent());
    }

    /** The router here has one default route for all. */
    private Attachment publicSubnet(Attachment at) {
        if (!(scenario.fabric().route(at.subnet(), SOMEWHERE) instanceof Egress.Internet)
                || scenario.fabric().route(at.subnet(), SOMEWHERE_V6) instanceof Egress.Internet) {
            throw new IllegalArgumentException("the lab has subnets that IPv4 leaves by an internet gateway and IPv6 by an egress-only one, and "
                    + at.subnet() + " of " + scenario.name() + " is another");
        }
        return at;
    }

    /** Addresses that a question hands to the node's primary interface, as a load balancer does. */
    private Stream<Ip> handed(NodeState node, Link link) {
        return questions.stream().filter(question -> question.handed().equals(Optional.of(node.node())) && link.name().equals(PRIMARY_DEVICE))
                .map(question -> question.packet().destination());
    }

    private HostState gateway() {
        HostText host = HostText.named(GATEWAY).device("in", GATEWAY_LINK + "/30", GATEWAY_LINK_V6 + "/126").device("out", GATEWAY_OUT + "/32", GATEWAY_OUT_V6 + "/128")
                .device("net", GATEWAY_NET + "/32", GATEWAY_NET_V6 + "/128").route("default dev net").sysctl("net.ipv6.conf.all.forwarding", "1").rule("100: from all iif in lookup " + OUTWARD).sysctl("net.ipv4.ip_forward", "1");
        Stream.concat(translations().keySet().stream(), accepted()).distinct().forEach(ip -> host.route(ip + " via " + ROUTER_LINK + " dev in"));
        clients().stream().filter(Ip::isV4).forEach(ip -> host.route(ip + " dev out table " + OUTWARD));
        translations().keySet().forEach(ip -> host.route(ip + " via " + ROUTER_LINK + " dev in table " + OUTWARD));
        host.route("default dev net table " + OUTWARD);
        clients().stream().filter(ip -> !ip.isV4()).forEach(ip -> host.route(ip + " dev out"));
        servers().stream().filter(ip -> !ip.isV4()).forEach(ip -> host.route(ip + " dev net"));
        sixes().forEach(ip -> host.route(ip + " via " + ROUTER_LINK_V6 + " dev in"));
        PRIVATE.forEach(range -> host.route("blackhole " + range).route("blackhole " + range + " table " + OUTWARD));
        host.route("blackhole fc00::/7");
        return host.build();
    }

    /** Public addresses of nodes by their private ones. */
    private Map<Ip, Ip> translations() {
        Map<Ip, Ip> map = new LinkedHashMap<>();
        for (Node node : scenario.image().nodes().values()) {
            Optional<Ip> inside = node.internalIps().stream().filter(Ip::isV4).findFirst();
            node.externalIps().stream().filter(Ip::isV4).findFirst().ifPresent(outside -> inside.ifPresent(ip -> map.put(ip, outside)));
        }
        scenario.dataplane().nodes().values().stream().flatMap(node -> node.host().routing().addresses().stream()).map(InterfaceAddress::ip).filter(Ip::isV4)
                .forEach(ip -> scenario.fabric().publicOf(ip).ifPresent(outside -> map.put(ip, outside)));
        return map;
    }

    /** Destinations that questions hand in from outside. */
    private Stream<Ip> accepted() {
        return questions.stream().filter(question -> question.handed().isPresent()).map(question -> question.packet().destination());
    }

    /** What no host of the emulator does: public addresses stand for nodes; a source that no node has goes no further, unless it was handed in. */
    private String gatewayRules() {
        StringBuilder in = new StringBuilder();
        StringBuilder out = new StringBuilder();
        StringBuilder passed = new StringBuilder();
        translations().forEach((inside, outside) -> {
            in.append("ip daddr ").append(outside).append(" dnat to ").append(inside).append('\n');
            out.append("ip saddr ").append(inside).append(" snat to ").append(outside).append('\n');
            passed.append("iifname in ip saddr ").append(inside).append(" accept\n");
        });
        accepted().distinct().forEach(ip -> passed.append("iifname in ip saddr ").append(ip).append(" accept\n"));
        return "table ip gateway {\nchain in { type nat hook prerouting priority -100\n" + in + "}\n"
                + "chain out { type nat hook postrouting priority 100\n" + out + "}\n"
                + "chain pass { type filter hook forward priority 0; policy drop\niifname { out, net } accept\n" + passed + "}\n}\n"
                + "table ip6 gateway {\nchain pass { type filter hook forward priority 0; policy drop\nct state established,related accept\niifname in accept\n}\n}\n";
    }

    private Set<Ip> clients() {
        return questions.stream().filter(question -> question.sender().equals(ScenarioQuestion.OUTSIDE)).map(question -> question.packet().source())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Ip> servers() {
        return questions.stream().flatMap(question -> question.servers().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Somebody on the internet; private addresses lead nowhere, unless a question hands them in. */
    private static HostState beyond(String name, List<String> gateways, Set<Ip> addresses, Stream<Ip> inward) {
        HostText host = HostText.named(name).device("eth0", addresses.stream().map(ip -> ip.asCidr().toString()).toArray(String[]::new));
        gateways.forEach(gateway -> host.route("default via " + gateway + " dev eth0 onlink"));
        inward.distinct().forEach(ip -> host.route(ip + " via " + gateways.getFirst() + " dev eth0 onlink"));
        PRIVATE.forEach(range -> host.route("blackhole " + range));
        return host.build();
    }
}
