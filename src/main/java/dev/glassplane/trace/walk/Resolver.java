package dev.glassplane.trace.walk;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dns.Resolution;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.device.Addresses;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.request.From;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestException.Kind;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.vpc.VpcFabric.Attachment;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Finds the packet that a question means: who sends it, from which address, to which one. */
final class Resolver {

    /** A client that nobody names: RFC 5737 and RFC 3849. */
    private static final Ip CLIENT = Ip.parse("203.0.113.9");
    private static final Ip CLIENT_V6 = Ip.parse("2001:db8::9");
    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final int EPHEMERAL_PORTS = 28_232;
    private static final int DNS_PORT = 53;

    private final TraceRequest request;
    private final Network network;
    private final ClusterImage image;
    private final Lookup lookup;
    private final Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);

    Resolver(TraceRequest request, Network network) {
        this.request = request;
        this.network = network;
        this.image = network.dataplane().image();
        this.lookup = new Lookup(image);
    }

    /** What came of it. */
    sealed interface Result {}

    /**
     * The packet.
     *
     * @param lookup the DNS query before it, if there was one whose way can be followed
     */
    record Resolved(Start start, Optional<Start> lookup) implements Result {}

    /**
     * A name without an address, so that no packet is sent but the query.
     *
     * @param lookup the DNS query
     */
    record NoAddress(String host, Resolution resolution, Start lookup) implements Result {}

    /** The question needs something that is not modelled. */
    record NotModelled(String target, String sentence) implements Result {}

    /** The sender's place, and the address it would use towards a destination. */
    private record Sender(Place place, Ip source, boolean anywhere) {}

    Result resolve() {
        return switch (new TargetResolver(request, network, lookup).resolve()) {
            case TargetResolver.NotModelled refusal -> new NotModelled(refusal.target(), refusal.sentence());
            case TargetResolver.NoAddress missing -> new NoAddress(missing.host(), missing.resolution(), query(missing.resolution()));
            case TargetResolver.Target target -> target.resolution().<Result>map(resolution -> new Resolved(start(target).found(
                    new Step.Resolved(resolution, "")),
                    resolution.askedCluster() ? Optional.of(query(resolution)) : Optional.empty())).orElseGet(() -> new Resolved(start(target), Optional.empty()));
        };
    }

    /** The first query of a look-up as a packet of the sender's, with a source port and size of its own. */
    private Start query(Resolution resolution) {
        TargetResolver.Target server = new TargetResolver.Target(resolution.queries().getFirst().server(), Protocol.UDP, DNS_PORT,
                "the DNS query for " + resolution.asked(), false, Optional.empty(), Optional.empty(), Set.of());
        Start start = start(server);
        Ip source = start.packet().source();
        return start.sending(Packet.of(Protocol.UDP, source, ephemeral(source, server), server.ip(), DNS_PORT)).found(new Step.Resolved(resolution, ""));
    }

    private Start start(TargetResolver.Target target) {
        refuseMany(target.ip());
        assumptions.addAll(target.assumed());
        Sender sender = sender(target.ip());
        Optional<Ip> published = Optional.empty();
        if (sender.place() instanceof Place.Outside && target.ofNode() && Addresses.isPrivate(target.ip()) && mapped(target.ip())) {
            assumptions.add(Assumption.ASSUMED_PUBLIC_ADDRESS);
            published = Optional.of(target.ip());
        }
        int sourcePort = target.protocol().hasPorts() ? sourcePort(sender.source(), target) : 0;
        Packet packet = Packet.of(target.protocol(), sender.source(), sourcePort, target.ip(), target.protocol().hasPorts() ? target.port() : 0)
                .ofSize(request.size());
        return new Start(sender.place(), packet, target.words(), assumptions, published, Optional.empty(), target.talk(), sender.anywhere());
    }

    /** Whether EC2 gives the interface that has the address a public one beside it. */
    private boolean mapped(Ip ip) {
        return network.fabric().holderOf(ip).map(at -> network.fabric().givesPublicAddresses(at.subnet())).orElse(true);
    }

    private static void refuseMany(Ip to) {
        boolean many = to.isV4() ? to.low() >>> 28 == 0xe || to.low() == 0xffff_ffffL || to.low() == 0 : to.high() >>> 56 == 0xff;
        if (many) {
            throw RequestException.invalid("to", "the address of one receiver (limit: multicast)", to.toString());
        }
    }

    private int sourcePort(Ip source, TargetResolver.Target target) {
        if (request.sourcePort().isPresent()) {
            return request.sourcePort().getAsInt();
        }
        assumptions.add(Assumption.ASSUMED_SOURCE_PORT);
        return ephemeral(source, target);
    }

    private int ephemeral(Ip source, TargetResolver.Target target) {
        long hash = new Hashing(request.seed()).add(source).add(target.ip()).add(target.port()).value();
        return FIRST_EPHEMERAL_PORT + Math.floorMod(hash, EPHEMERAL_PORTS);
    }

    private Sender sender(Ip to) {
        return switch (request.from()) {
            case From.PodSource from -> pod(lookup.pod("from", from.namespace(), from.name()), to);
            case From.NodeSource from -> node(lookup.node("from", from.name()), to);
            case From.External from -> outside(from.ip().orElse(to.isV4() ? CLIENT : CLIENT_V6), to);
            case From.Address from -> holder(from.ip(), to);
            case From.AtNode from -> {
                Node node = lookup.node("from.node", from.node());
                NodeState state = state(node.name());
                String iface = node.internalIps().stream().flatMap(ip -> state.host().routing().addresses().stream()
                        .filter(address -> address.ip().equals(ip))).map(InterfaceAddress::device).findFirst().orElseThrow(() ->
                                notPossible("from.node", "a node with an address on an interface", "Node " + node.name() + " has none yet"));
                yield new Sender(new Place.OnNode(node.name(), Optional.of(iface)), sameFamily(from.ip(), to), true);
            }
        };
    }

    private Sender pod(Pod pod, Ip to) {
        String name = pod.key().qualifiedName();
        if (!pod.phase().equals("Running") || pod.nodeName().isEmpty()) {
            throw notPossible("from", "a running pod", "Pod " + name + " is " + pod.phase() + (pod.nodeName().isEmpty() ? " and not scheduled" : ""));
        }
        if (pod.hostNetwork()) {
            return node(lookup.node("from", pod.nodeName()), to);
        }
        var namespace = state(pod.nodeName()).pods().get(pod.key());
        if (namespace == null) {
            throw notPossible("from", "a pod with an address", "Pod " + name + " has no network on node " + pod.nodeName() + " yet");
        }
        return new Sender(new Place.InPod(pod.key(), pod.nodeName(), Optional.empty()), source(namespace.host(), "Pod " + name, to), false);
    }

    private Sender node(Node node, Ip to) {
        return new Sender(new Place.OnNode(node.name(), Optional.empty()), source(state(node.name()).host(), "Node " + node.name(), to), false);
    }

    /** The kernel's choice; where it has no route, any address of the family, so that the walk can say so. */
    private static Ip source(HostState host, String who, Ip to) {
        return RouteLookup.source(host.routing(), to).or(() -> host.routing().addresses().stream().map(InterfaceAddress::ip)
                .filter(ip -> ip.family() == to.family() && !ip.isLoopback()).findFirst())
                .orElseThrow(() -> notPossible("to", "an address of a family that " + who + " has", who + " has no " + to.family().word() + " address"));
    }

    private NodeState state(String node) {
        return network.node(node).orElseThrow(() -> notPossible("from", "a node with tables", "Node " + node + " has no tables yet"));
    }

    private Sender holder(Ip ip, Ip to) {
        Optional<Pod> pod = network.directory().podAt(ip);
        if (pod.isPresent()) {
            Sender sender = pod(pod.get(), to);
            return new Sender(sender.place(), sameFamily(ip, to), false);
        }
        Optional<Node> node = network.directory().nodeAt(ip);
        if (node.isPresent()) {
            return new Sender(new Place.OnNode(node.get().name(), Optional.empty()), sameFamily(ip, to), false);
        }
        Optional<Attachment> attachment = network.fabric().holderOf(ip);
        if (attachment.filter(found -> found.node().isEmpty()).isPresent()) {
            return new Sender(new Place.InVpc(attachment), sameFamily(ip, to), false);
        }
        Optional<String> owner = attachment.map(Attachment::node).filter(name -> network.node(name).filter(state -> state.host().routing().isLocal(ip)).isPresent());
        if (owner.isPresent()) {
            return new Sender(new Place.OnNode(owner.get(), Optional.empty()), sameFamily(ip, to), false);
        }
        if (attachment.isPresent() || network.fabric().contains(ip)) {
            String held = attachment.map(a -> a.eni() + " of node " + a.node() + " holds it, but no pod has it").orElse("nobody holds it");
            throw new RequestException(Kind.NOT_FOUND, "from", "the address of a pod or node, or one outside the VPC", ip.toString(),
                    "from: " + ip + " is an address of the VPC, but " + held + "; to send with it anyway, use {ip, node}");
        }
        return outside(ip, to);
    }

    private Sender outside(Ip ip, Ip to) {
        if (Addresses.isPrivate(ip)) {
            throw notPossible("from", "a public address; for a private one, {ip, node} says where it comes in (limit: private-clients)",
                    ip + " is a private address outside this VPC");
        }
        return new Sender(new Place.Outside(true), sameFamily(ip, to), false);
    }

    private static Ip sameFamily(Ip ip, Ip to) {
        Family family = to.family();
        if (ip.family() != family) {
            throw notPossible("to", "an address of the sender's family, " + ip.family().word(), to.toString());
        }
        return ip;
    }

    static RequestException notPossible(String field, String expected, String found) {
        return new RequestException(Kind.NOT_POSSIBLE, field, expected, found, field + ": expected " + expected + ", found: " + found);
    }

    /** @return whether a protocol is an ICMP of the address's family */
    static boolean fits(Protocol protocol, Ip ip) {
        return switch (protocol) {
            case ICMP -> ip.isV4();
            case ICMPV6 -> !ip.isV4();
            case IPIP -> ip.isV4();
            case TCP, UDP, SCTP -> true;
        };
    }
}
