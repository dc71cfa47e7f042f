package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import java.util.Optional;

/**
 * The programs at the node's end of a pod ({@code cilium/cilium: bpf/bpf_lxc.c}): what leaves a pod is checked, translated if the sockets did not see
 * to it, and passed on; what enters one gets the source that the pod asked. Policies are not modelled.
 */
final class ContainerPrograms {

    private final Run run;
    private final String device;

    ContainerPrograms(Run run, String device) {
        this.run = run;
        this.device = device;
    }

    /** A packet leaves the pod. */
    ProgramResult leaving() {
        Packet packet = run.packet();
        boolean own = Ways.endpoint(run.node().routing(), packet.source()) instanceof Ways.Endpoint.OfPod pod && pod.device().equals(device);
        if (!own) {
            return run.drop(DropReason.INVALID_SOURCE_IP, packet.source() + " is not the address of the pod behind " + device,
                    Optional.empty());
        }
        Optional<Frontend> frontend = perPacket() ? Frontends.fromInside(run, Frontends.destination(run)).or(() -> Frontends.anyNode(run, false, false))
                : Optional.empty();
        return frontend.isPresent() ? balance(frontend.get()) : passOn();
    }

    private boolean perPacket() {
        return run.settings().socketLb() != DatapathSettings.SocketLb.ON && run.balanced();
    }

    private ProgramResult balance(Frontend frontend) {
        Packet packet = run.packet();
        Optional<Backends.Choice> choice = new PacketBackends(run, frontend).choose();
        if (choice.isEmpty()) {
            return PacketBackends.nobody(run, frontend, true);
        }
        IpPort backend = choice.get().backend().target();
        boolean itself = backend.ip().equals(packet.source());
        Ip source = itself ? run.settings().nodePort().loopback().get(run.family()) : packet.source();
        run.translate("DNAT", packet.withDestination(backend.ip(), backend.port()), frontend.text() + ": " + choice.get().evidence(),
                Optional.of(frontend.origin()), choice.get().chosen());
        if (itself) {
            run.translate("SNAT", run.packet().withSource(source, packet.sourcePort()), "the pod reaches itself: the loopback address stands in for it",
                    Optional.of(frontend.origin()), Optional.empty());
        }
        run.memory().put(new FlowKey(run.tuple(), Direction.OUT), new Flow(frontend.value().revNatId(), 0, false, itself, Optional.empty()));
        return itself ? hand(device) : forward();
    }

    private ProgramResult passOn() {
        Tuple request = run.tuple().inverted();
        Optional<Flow> answered = run.flow(new FlowKey(request, Direction.IN)).or(() -> run.memory().flow(new FlowKey(request, Direction.OUT)));
        if (answered.isPresent() && answered.get().nodePort()) {
            Answers answers = new Answers(run, device);
            answers.service(answered.get());
            return Ways.redirect(run, device);
        }
        if (answered.isPresent() && answered.get().loopback()) {
            return hand(device);
        }
        if (answered.isEmpty()) {
            run.memory().put(new FlowKey(run.tuple(), Direction.OUT), Flow.PLAIN);
        }
        return forward();
    }

    private ProgramResult forward() {
        if (run.settings().hostRouting() == DatapathSettings.HostRouting.LEGACY) {
            return new ProgramResult.Pass(run.packet());
        }
        return switch (Ways.endpoint(run, run.packet().destination())) {
            case Ways.Endpoint.OfPod pod -> hand(pod.device());
            case Ways.Endpoint.OfHost _ -> new ProgramResult.Pass(run.packet());
            case Ways.Endpoint.Elsewhere _ -> Ways.redirect(run, device);
        };
    }

    private ProgramResult hand(String target) {
        return hand(run, target);
    }

    /** A pod of this node gets the packet at once; its own program runs first, by a tail call. */
    static ProgramResult hand(Run run, String target) {
        ProgramResult handed = Ways.deliver(run, target);
        if (!(handed instanceof ProgramResult.Redirect redirect)) {
            return handed;
        }
        Run inside = new Run(run.node(), run.maps(), run.settings(), run.context(), BpfProgram.TO_CONTAINER, target, redirect.packet());
        new ContainerPrograms(inside, target).entering();
        return new ProgramResult.Redirect(inside.packet(), target, inside.packet().destination(), true);
    }

    /** A packet enters the pod. An answer gets the source that the pod asked; another packet opens a flow, which keeps where it came in. */
    ProgramResult entering() {
        Optional<Flow> asked = run.flow(new FlowKey(run.tuple().inverted(), Direction.OUT)).filter(flow -> !flow.nodePort());
        if (asked.isEmpty()) {
            FlowKey outside = new FlowKey(run.tuple(), Direction.OUT);
            run.memory().put(new FlowKey(run.tuple(), Direction.IN), run.memory().flow(outside).filter(flow -> flow.nodePort() || flow.loopback())
                    .orElse(Flow.PLAIN));
            return new ProgramResult.Pass(run.packet());
        }
        if (asked.get().revNatId() != 0) {
            Packet answer = run.packet();
            new Answers(run, device).service(asked.get());
            if (asked.get().loopback()) {
                run.translate("un-SNAT", run.packet().withDestination(answer.source(), answer.destinationPort()),
                        "the pod reaches itself: the loopback address stood in for it", Optional.empty(), Optional.empty());
            }
        }
        return new ProgramResult.Pass(run.packet());
    }
}
