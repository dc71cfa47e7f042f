package dev.glassplane.trace.device;

import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.image.Node;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.stack.NetworkStack;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.VpcFabric.Attachment;
import java.util.List;
import java.util.Optional;

/** A node: its network stack, and the processes that run on it. */
public final class NodeDevice implements Device<Place.OnNode> {

    private static final int KUBELET_PORT = 10_250;
    private static final int KUBE_PROXY_HEALTH_PORT = 10_256;
    private static final String POD_PEER = "pod/";

    @Override
    public Carried carry(Packet packet, Place.OnNode place, Journey journey) {
        Network network = journey.network();
        NodeState state = network.node(place.node()).orElseThrow(() -> new IllegalStateException("no tables of node " + place.node()));
        DeviceRef device = new DeviceRef(DeviceRef.Kind.NODE, place.node(), network.dataplane().image().node(place.node()).map(Node::zone).orElse(""));
        PodPolicies policies = new PodPolicies(state, journey);
        Optional<String> refused = place.iface().flatMap(policies::leaving);
        if (refused.isPresent()) {
            return new Carried(device, place.iface().get(), "", List.of(new Step.Arrived(place.iface().get(), packet)),
                    new Stop(End.unsupported(refused.get()), place, Optional.empty()));
        }
        StepRecorder recorder = new StepRecorder(state.host(), policies::explained);
        StackContext context = journey.context(place.node(), state, recorder).with((bridge, ip) -> portOf(bridge, ip, state, network));
        StackResult result = place.iface().isPresent() ? NetworkStack.receive(state.host(), place.iface().get(), packet, place.addressee(), context)
                : NetworkStack.send(state.host(), packet, context);
        Endings endings = new Endings(device, network.directory(), recorder::ledBy);
        Place answers = new Place.OnNode(place.node(), Optional.empty());
        Next next = switch (result) {
            case StackResult.Forwarded f -> {
                recorder.steps().add(new Step.Left(f.device(), f.nextHop(), f.packet()));
                yield leave(f, state, device, network, policies);
            }
            case StackResult.Delivered d -> delivered(d.packet(), device, answers, recorder, journey);
            case StackResult.Dropped d -> new Stop(policies.explained(endings.dropped(d), d, recorder.packet().orElse(packet)), answers, Optional.empty());
            case StackResult.Rejected r -> new Stop(endings.rejected(r), answers, Optional.empty());
            case StackResult.Unreachable u -> new Stop(endings.unreachable(u, recorder.packet().orElse(packet)), answers, Optional.empty());
            case StackResult.Discarded d -> new Stop(endings.discarded(d, packet), answers, Optional.empty());
            case StackResult.Stopped s -> new Stop(policies.explained(endings.stopped(s), s, recorder.packet().orElse(packet)), answers, Optional.empty());
            case StackResult.TooBig t -> new Stop(endings.tooBig(t, recorder.packet().orElse(packet), state.host()), answers, Optional.empty());
            case StackResult.NoNeighbor n -> new Stop(endings.noNeighbor(n), answers, Optional.empty());
            case StackResult.NotModelled n -> new Stop(End.unsupported(n.sentence()), answers, Optional.empty());
        };
        return new Carried(device, place.iface().orElse(""), result instanceof StackResult.Forwarded f ? f.device() : "", recorder.steps(), next);
    }

    /** The port behind which a pod has the address. */
    private static Optional<String> portOf(String bridge, Ip ip, NodeState state, Network network) {
        return network.directory().podAt(ip).flatMap(pod -> Optional.ofNullable(state.pods().get(pod.key()))).map(PodNamespace::hostDevice)
                .filter(device -> state.host().routing().link(device).flatMap(Link::port).filter(port -> port.bridge().equals(bridge)).isPresent());
    }

    /** Set if a pod in a bridge asks for a next hop that nobody on the bridge has: then its frame is never sent. */
    static Optional<StackResult.NoNeighbor> unanswered(StackResult.Forwarded sent, PodNamespace pod, NodeState state, Network network) {
        Optional<String> bridge = state.host().routing().link(pod.hostDevice()).flatMap(Link::port).map(Link.Port::bridge);
        boolean answered = bridge.isEmpty() || state.host().routing().isLocal(sent.nextHop()) || portOf(bridge.get(), sent.nextHop(), state, network).isPresent();
        return answered ? Optional.empty() : Optional.of(new StackResult.NoNeighbor(sent.device(), sent.nextHop()));
    }

    private static Next leave(StackResult.Forwarded result, NodeState state, DeviceRef device, Network network, PodPolicies policies) {
        Link link = state.host().routing().link(result.device()).orElseThrow();
        Optional<String> pod = link.peer().filter(peer -> peer.startsWith(POD_PEER));
        if (pod.isPresent()) {
            String[] parts = pod.get().substring(POD_PEER.length()).split("/");
            ObjectKey key = new ObjectKey("pods", parts[0], parts[1]);
            Optional<String> refused = policies.entering(result.device());
            if (refused.isPresent()) {
                return new Stop(End.unsupported(refused.get()), new Place.OnNode(state.node(), Optional.empty()), Optional.empty());
            }
            String inside = Optional.ofNullable(state.pods().get(key)).map(namespace -> namespace.inside(result.device())).orElse("eth0");
            return new Forward(new Place.InPod(key, state.node(), Optional.of(inside)), result.packet());
        }
        Optional<Attachment> attachment = attachment(state, result.device(), network);
        if (attachment.isEmpty()) {
            End end = End.unknown(device + " sends it out of " + result.device() + ", and no network interface of the VPC is known there");
            return new Stop(end, new Place.OnNode(state.node(), Optional.empty()), Optional.empty());
        }
        return new Forward(new Place.InVpc(attachment, Optional.of(result.nextHop())), result.packet());
    }

    /** The network interface behind a device of the node: the one that has its address; a pod's own interface has none there, but made the device. */
    static Optional<Attachment> attachment(NodeState state, String device, Network network) {
        Optional<Attachment> ofAddress = state.host().routing().addresses().stream().filter(address -> address.device().equals(device)).map(InterfaceAddress::ip)
                .flatMap(ip -> network.fabric().holderOf(ip).stream()).filter(found -> found.node().equals(state.node())).findFirst();
        return ofAddress.or(() -> state.host().routing().link(device).filter(link -> link.kind() == Link.Kind.VLAN)
                .flatMap(link -> network.fabric().attachment(link.origin().name())));
    }

    private static Next delivered(Packet packet, DeviceRef device, Place answers, StepRecorder recorder, Journey journey) {
        if (journey.answering()) {
            recorder.steps().add(new Step.Received(packet, "the connection's socket"));
            return new Stop(End.arrived(Outcome.DELIVERED, device + " has the answer"), answers, Optional.of(packet));
        }
        String listener = listener(packet, device.name(), journey.network().directory());
        if (listener.isEmpty() && journey.network().nodePorts().contains(packet.destinationPort())) {
            return new Stop(Endings.closed(ReasonCode.PORT_CLOSED, packet, device + ": no rule leads port " + packet.destinationPort()
                    + " to a Service, and no process listens there"), answers, Optional.empty());
        }
        if (listener.isEmpty() && packet.protocol().hasPorts()) {
            journey.assume(Assumption.ASSUMED_PROCESS_LISTENS);
        }
        journey.network().directory().listener(device.name(), packet.protocol(), packet.destinationPort())
                .ifPresent(pod -> PodPolicies.onNode(pod, journey));
        recorder.steps().add(new Step.Received(packet, listener));
        return new Stop(End.arrived(Outcome.DELIVERED, device + " has it"), answers, Optional.of(packet));
    }

    private static String listener(Packet packet, String node, Directory directory) {
        int port = packet.destinationPort();
        if (packet.protocol() == Protocol.TCP && port == KUBELET_PORT) {
            return "kubelet";
        }
        if (packet.protocol() == Protocol.TCP && port == KUBE_PROXY_HEALTH_PORT) {
            return "kube-proxy";
        }
        if (packet.protocol() == Protocol.TCP && directory.healthCheckAt(port).isPresent()) {
            return "kube-proxy, health check of Service " + directory.healthCheckAt(port).get().key().qualifiedName();
        }
        return directory.listener(node, packet.protocol(), port).map(pod -> "pod " + pod.key().qualifiedName()).orElse("");
    }
}
