package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings.ForwardingMode;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.Member;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.SourceRangeKey;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import java.util.Optional;

/**
 * What comes in by a native device: requests to Services from outside, and the answers of backends on other nodes
 * ({@code cilium/cilium: bpf/lib/nodeport.h}, nodeport_lb4 and nodeport_svc_lb4).
 */
final class NodePortProgram {

    /** Length of the IPv4 option that names the Service, and of its IPv6 twin. */
    private static final int OPTION_BYTES_4 = 8;
    private static final int OPTION_BYTES_6 = 24;

    private final Run run;
    private final String device;

    NodePortProgram(Run run, String device) {
        this.run = run;
        this.device = device;
    }

    ProgramResult run() {
        if (!run.balanced()) {
            return new ProgramResult.Pass(run.packet());
        }
        Optional<Frontend> frontend = Frontends.fromOutside(run);
        if (frontend.isPresent()) {
            return serve(frontend.get());
        }
        run.packet().service().ifPresent(this::remember);
        return new Answers(run, device).fromRemote();
    }

    private ProgramResult serve(Frontend frontend) {
        return refused(frontend).orElseGet(() -> balance(frontend));
    }

    private Optional<ProgramResult> refused(Frontend frontend) {
        Packet packet = run.packet();
        if (frontend.wildcard()) {
            return Optional.of(run.drop(DropReason.SERVICE_BACKEND_NOT_FOUND, frontend.key().address() + " is an address of a Service that has"
                    + " no port " + packet.destinationPort() + "/" + packet.protocol(), Optional.of(frontend.origin().because("no such port"))));
        }
        if (frontend.has(ServiceFlag.CHECK_SOURCE_RANGE) && !allowed(frontend)) {
            return Optional.of(run.drop(DropReason.DENIED_BY_LB_SRC_RANGE_CHECK, packet.source() + " is not among those who may use "
                    + frontend.text(), Optional.of(frontend.origin().because("loadBalancerSourceRanges"))));
        }
        if (!frontend.has(ServiceFlag.ROUTABLE)) {
            return Optional.of(run.drop(DropReason.IS_A_CLUSTERIP, frontend.text() + " is for pods and nodes only",
                    Optional.of(frontend.origin())));
        }
        boolean xdp = run.program() == BpfProgram.XDP_ENTRY;
        if (xdp && (frontend.has(ServiceFlag.EXTERNAL_LOCAL) || frontend.has(ServiceFlag.L7))) {
            run.decide("pass", frontend.text() + " is left to tc", Optional.of(frontend.origin()));
            return Optional.of(new ProgramResult.Pass(packet));
        }
        boolean special = frontend.has(ServiceFlag.L7) || frontend.has(ServiceFlag.NAT46) || frontend.has(ServiceFlag.HOST_PORT)
                || frontend.has(ServiceFlag.LOCAL_REDIRECT);
        return !special ? Optional.empty() : Optional.of(new ProgramResult.NotModelled(frontend.text() + " is a frontend of type "
                + frontend.value().flags() + ", which is not modelled (limit: ebpf-datapath)"));
    }

    private boolean allowed(Frontend frontend) {
        int id = frontend.value().revNatId();
        BpfMap<SourceRangeKey, Member> map = LoadBalancerMaps.sourceRanges(run.family());
        BpfMaps.Found<SourceRangeKey, Member> found = run.maps().longest(map, run.packet().source(), range -> new SourceRangeKey(id, range));
        String range = found instanceof BpfMaps.Found.Hit<SourceRangeKey, Member> hit ? hit.entry().key().toString() : "";
        boolean listed = run.tell(map, run.packet().source() + " (" + id + ")", found, _ -> range).isPresent();
        return listed != frontend.has(ServiceFlag.SOURCE_RANGE_DENY);
    }

    private ProgramResult balance(Frontend frontend) {
        Tuple request = run.tuple();
        Optional<Backends.Choice> choice = new PacketBackends(run, frontend).choose();
        if (choice.isEmpty()) {
            return PacketBackends.nobody(run, frontend, false);
        }
        IpPort backend = choice.get().backend().target();
        boolean local = !(Ways.endpoint(run, backend.ip()) instanceof Ways.Endpoint.Elsewhere);
        Packet there = run.packet().withDestination(backend.ip(), backend.port());
        run.translate("DNAT", there, frontend.text() + ": " + choice.get().evidence() + (local ? ", on this node" : ", on another node"),
                Optional.of(frontend.origin()), choice.get().chosen());
        boolean dsr = !local && forwardsBySource(frontend);
        if (!dsr) {
            run.memory().put(new FlowKey(run.tuple(), Direction.OUT), new Flow(frontend.value().revNatId(), 0, true, false, Optional.empty()));
        }
        if (local) {
            return new ProgramResult.Pass(run.packet(), true);
        }
        return dsr ? direct(frontend, request) : source(frontend.origin());
    }

    private boolean forwardsBySource(Frontend frontend) {
        ForwardingMode mode = run.settings().nodePort().mode();
        return mode == ForwardingMode.DSR || mode == ForwardingMode.PER_FRONTEND && frontend.has(ServiceFlag.FORWARD_DSR);
    }

    /** The backend's node is told by an IP option whose address its answers must have; for TCP only the first packet carries it. */
    private ProgramResult direct(Frontend frontend, Tuple request) {
        IpPort service = new IpPort(request.destination(), request.destinationPort());
        run.setPacket(run.packet().withService(service, run.family() == Family.IPV4 ? OPTION_BYTES_4 : OPTION_BYTES_6));
        run.decide("dsr", "an IP option names " + service + "; the client stays the source, and the backend's node answers it directly",
                Optional.of(frontend.origin()));
        return Ways.redirect(run, device);
    }

    private ProgramResult source(Origin origin) {
        String routing = run.settings().nodePort().directRoutingDevice();
        Optional<Ip> address = Ways.address(run.node().routing(), routing, run.family());
        if (address.isEmpty()) {
            return new ProgramResult.NotModelled("device " + routing + " has no " + run.family().word() + " address to send to other nodes with"
                    + " (limit: ebpf-datapath)");
        }
        Optional<IpPort> source = SourcePorts.translate(run, run.tuple(), address.get());
        if (source.isEmpty()) {
            return run.drop(DropReason.NO_MAPPING_FOR_NAT_MASQUERADE, "no free port of " + address.get() + " towards "
                    + Frontends.destination(run), Optional.of(origin));
        }
        run.translate("SNAT", run.packet().withSource(source.get().ip(), source.get().port()), "the backend is on another node, which must answer this one: "
                + "the source becomes the address of " + routing, Optional.of(origin), Optional.empty());
        return Ways.redirect(run, device);
    }

    /** Another node sent the packet by DSR: answers get the address that its option names. */
    private void remember(IpPort service) {
        run.memory().put(new FlowKey(run.tuple(), Direction.OUT), new Flow(0, 0, true, false, Optional.of(service)));
        run.decide("dsr", "the packet's IP option names " + service + ": answers will have that address", Optional.empty());
    }
}
