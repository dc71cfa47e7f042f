package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.Attachment;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.PolicyAttachment;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Optional;

/** Runs the programs that are attached where a packet is. Programs at devices are those of the namespace itself, programs of sockets those of its node. */
public final class Programs {

    private final HostState namespace;
    private final HostState node;
    private final BpfMaps maps;
    private final Optional<DatapathSettings> settings;
    private final StackContext context;
    private final boolean own;

    private Programs(HostState namespace, StackContext context) {
        this.namespace = namespace;
        this.node = context.kernel().node().orElse(namespace);
        this.own = context.kernel().node().isEmpty();
        this.maps = BpfMaps.of(node.entries());
        this.settings = maps.settings();
        this.context = context;
    }

    /** @return the programs that a packet meets in a namespace */
    public static Programs of(HostState namespace, StackContext context) {
        return new Programs(namespace, context);
    }

    /** @return what becomes of a packet that arrives on a device, before the stack sees it: XDP, then tc */
    public ProgramResult ingress(String device, Packet packet) {
        ProgramResult result = new ProgramResult.Pass(packet);
        if (attached(BpfProgram.XDP_ENTRY, device)) {
            result = new NodePortProgram(run(BpfProgram.XDP_ENTRY, device, packet), device).run();
        }
        if (result instanceof ProgramResult.Pass pass && attached(BpfProgram.FROM_NETDEV, device)) {
            result = fromDevice(device, pass);
        }
        if (result instanceof ProgramResult.Pass pass && attached(BpfProgram.FROM_CONTAINER, device)) {
            result = new ContainerPrograms(run(BpfProgram.FROM_CONTAINER, device, pass.packet()), device).leaving();
        }
        return result instanceof ProgramResult.Pass pass ? policies(device, pass, false) : result;
    }

    /** The network policy agent's program at a pod, if there is one. */
    private ProgramResult policies(String device, ProgramResult.Pass before, boolean ingress) {
        Optional<PolicyAttachment> attached = own ? node.entries().value(PolicyAttachment.TABLE, device) : Optional.empty();
        return attached.isEmpty() ? before : new PolicyProgram(maps, context, ingress, device, attached.get().podIdentifier(), before.packet()).run();
    }

    private ProgramResult fromDevice(String device, ProgramResult.Pass before) {
        Run run = run(BpfProgram.FROM_NETDEV, device, before.packet());
        ProgramResult result = before.served() ? new ProgramResult.Pass(before.packet()) : new NodePortProgram(run, device).run();
        boolean direct = settings.orElseThrow().hostRouting() == DatapathSettings.HostRouting.BPF;
        return result instanceof ProgramResult.Pass && direct && Ways.endpoint(run, run.packet().destination()) instanceof Ways.Endpoint.OfPod pod
                ? ContainerPrograms.hand(run, pod.device()) : result;
    }

    /** @return what becomes of a packet that the stack has sent out of a device */
    public ProgramResult egress(String device, Packet packet) {
        ProgramResult result = new ProgramResult.Pass(packet);
        if (attached(BpfProgram.TO_CONTAINER, device)) {
            result = new ContainerPrograms(run(BpfProgram.TO_CONTAINER, device, packet), device).entering();
        }
        if (result instanceof ProgramResult.Pass pass && attached(BpfProgram.TO_NETDEV, device)) {
            result = new DeviceEgress(run(BpfProgram.TO_NETDEV, device, pass.packet()), device).run();
        }
        return result instanceof ProgramResult.Pass pass ? policies(device, pass, true) : result;
    }

    /** @return what a process is about to send, or the error of its system call */
    public ProgramResult connect(Packet packet) {
        BpfProgram program = packet.protocol() == Protocol.TCP ? BpfProgram.SOCK_CONNECT : BpfProgram.SOCK_SENDMSG;
        boolean served = settings.filter(known -> known.socketLb() == DatapathSettings.SocketLb.ON
                || known.socketLb() == DatapathSettings.SocketLb.HOST_ONLY && own).isPresent();
        if (!served || !maps.attached(program, Attachment.CGROUP_ROOT)) {
            return new ProgramResult.Pass(packet);
        }
        return SocketPrograms.connect(run(program, Attachment.CGROUP_ROOT, packet), namespace.name(), own, namespace.routing());
    }

    /** @return what a process sees of a packet that has reached it */
    public Packet received(Packet packet) {
        BpfProgram program = packet.protocol() == Protocol.TCP ? BpfProgram.SOCK_GETPEERNAME : BpfProgram.SOCK_RECVMSG;
        if (settings.isEmpty() || !maps.attached(program, Attachment.CGROUP_ROOT)) {
            return packet;
        }
        return SocketPrograms.received(run(program, Attachment.CGROUP_ROOT, packet), namespace.name());
    }

    private boolean attached(BpfProgram program, String device) {
        return own && settings.isPresent() && maps.attached(program, device);
    }

    private Run run(BpfProgram program, String target, Packet packet) {
        return new Run(node, maps, settings.orElseThrow(), context, program, target, packet);
    }
}
