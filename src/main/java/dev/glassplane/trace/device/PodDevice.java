package dev.glassplane.trace.device;

import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.image.Pod;
import dev.glassplane.linux.stack.NetworkStack;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import java.util.List;
import java.util.Optional;

/** A pod's own network namespace, and the process in it. */
public final class PodDevice implements Device<Place.InPod> {

    @Override
    public Carried carry(Packet packet, Place.InPod place, Journey journey) {
        DeviceRef device = new DeviceRef(DeviceRef.Kind.POD, place.pod().qualifiedName(), "");
        Optional<PodNamespace> namespace = journey.network().node(place.node()).map(NodeState::pods).map(pods -> pods.get(place.pod()));
        String in = place.iface().orElse("");
        if (namespace.isEmpty()) {
            End end = End.failed(Outcome.UNREACHABLE, ReasonCode.POD_NOT_RUNNING, device + " has no network on " + place.node(), ClientSees.TIMEOUT);
            return new Carried(device, in, "", List.of(new Step.Arrived(in, packet)), new Stop(end, place, Optional.empty()));
        }
        StepRecorder recorder = new StepRecorder(namespace.get().host());
        StackContext context = journey.context(device.toString(), journey.network().node(place.node()).orElseThrow(), recorder);
        StackResult result = place.iface().isPresent() ? NetworkStack.receive(namespace.get().host(), in, packet, context)
                : NetworkStack.send(namespace.get().host(), packet, context);
        Endings endings = new Endings(device, journey.network().directory(), recorder::ledBy);
        Place answers = new Place.InPod(place.pod(), place.node(), Optional.empty());
        Next next = switch (result) {
            case StackResult.Forwarded f -> {
                recorder.steps().add(new Step.Left(f.device(), f.nextHop(), f.packet()));
                Optional<StackResult.NoNeighbor> unanswered = NodeDevice.unanswered(f, namespace.get(), journey.network().node(place.node()).orElseThrow(),
                        journey.network());
                yield unanswered.isPresent() ? new Stop(endings.noNeighbor(unanswered.get()), answers, Optional.empty()) : new Forward(new Place.OnNode(place.node(), Optional.of(namespace.get().outside(f.device())), Optional.of(f.nextHop())), f.packet());
            }
            case StackResult.Delivered d -> delivered(d.packet(), device, answers, place, recorder, journey);
            case StackResult.Dropped d -> new Stop(endings.dropped(d), answers, Optional.empty());
            case StackResult.Rejected r -> new Stop(endings.rejected(r), answers, Optional.empty());
            case StackResult.Unreachable u -> new Stop(endings.unreachable(u, packet), answers, Optional.empty());
            case StackResult.Discarded d -> new Stop(endings.discarded(d, packet), answers, Optional.empty());
            case StackResult.Stopped s -> new Stop(endings.stopped(s), answers, Optional.empty());
            case StackResult.TooBig t -> new Stop(endings.tooBig(t, packet, namespace.get().host()), answers, Optional.empty());
            case StackResult.NoNeighbor n -> new Stop(endings.noNeighbor(n), answers, Optional.empty());
            case StackResult.NotModelled n -> new Stop(End.unsupported(n.sentence()), answers, Optional.empty());
        };
        return new Carried(device, in, result instanceof StackResult.Forwarded f ? f.device() : "", recorder.steps(), next);
    }

    private static Next delivered(Packet packet, DeviceRef device, Place answers, Place.InPod place, StepRecorder recorder, Journey journey) {
        Pod pod = journey.network().dataplane().image().pods().get(place.pod());
        Optional<Next> proxied = pod == null ? Optional.empty() : ProxyPods.take(packet, pod, device, answers, recorder.steps(), journey);
        if (proxied.isPresent()) {
            return proxied.get();
        }
        if (journey.answering()) {
            recorder.steps().add(new Step.Received(packet, "the connection's socket"));
            return new Stop(End.arrived(Outcome.DELIVERED, device + " has the answer"), answers, Optional.of(packet));
        }
        if (pod == null || !pod.phase().equals("Running")) {
            return new Stop(Endings.closed(ReasonCode.POD_NOT_RUNNING, packet, device + " is " + (pod == null ? "gone" : pod.phase())
                    + ": no container listens"), answers, Optional.empty());
        }
        String listener = listener(pod, packet);
        if (listener.isEmpty() && packet.protocol().hasPorts()) {
            journey.assume(Assumption.ASSUMED_PROCESS_LISTENS);
        }
        recorder.steps().add(new Step.Received(packet, listener));
        journey.conversation().talk().ifPresent(talk -> recorder.steps().add(new Step.Heard(packet, talk)));
        return new Stop(End.arrived(Outcome.DELIVERED, device + " has it"), answers, Optional.of(packet));
    }

    private static String listener(Pod pod, Packet packet) {
        return pod.containerPorts().stream().filter(port -> port.protocol() == packet.protocol() && port.port() == packet.destinationPort())
                .map(port -> "containerPort " + (port.name().isEmpty() ? port.port() : port.name())).findFirst().orElse("");
    }
}
