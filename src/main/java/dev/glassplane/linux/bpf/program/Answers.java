package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.FlowText;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import java.util.Optional;

/** Gives answers of backends the addresses that the client expects. */
final class Answers {

    private final Run run;
    private final String device;

    Answers(Run run, String device) {
        this.run = run;
        this.device = device;
    }

    /** An answer to this node's own address, which stood in for the client's: the client's comes back, then the Service's, and out it goes. */
    ProgramResult fromRemote() {
        Optional<Tuple> original = run.memory().original(run.tuple());
        run.lookedUp(table(), FlowText.key(new FlowKey(run.tuple(), Direction.IN)),
                original.map(tuple -> "XLATE_DST " + new IpPort(tuple.source(), tuple.sourcePort())), Lookup.Structure.HASH, Optional.empty());
        if (original.isEmpty()) {
            return new ProgramResult.Pass(run.packet());
        }
        Packet back = run.packet().withDestination(original.get().source(), original.get().sourcePort());
        run.translate("un-SNAT", back, "the source of this flow was translated here", Optional.empty(), Optional.empty());
        Optional<Flow> flow = run.flow(new FlowKey(original.get(), Direction.OUT)).filter(Flow::nodePort);
        if (flow.isEmpty()) {
            return new ProgramResult.Pass(run.packet());
        }
        service(flow.get());
        return Ways.redirect(run, device);
    }

    /** The source becomes the Service's address. */
    void service(Flow flow) {
        Optional<IpPort> named = flow.service();
        Optional<Entry<Integer, IpPort>> entry = named.isPresent() ? Optional.empty() : run.look(LoadBalancerMaps.reverseNat(run.family()),
                flow.revNatId(), Integer.toString(flow.revNatId()), IpPort::toString);
        Optional<IpPort> service = named.or(() -> entry.map(Entry::value));
        Optional<Origin> origin = entry.map(Entry::origin);
        service.ifPresent(address -> run.translate("un-DNAT", run.packet().withSource(address.ip(), address.port()), named.isPresent()
                ? "the node that sent the request here named " + address : "frontend " + flow.revNatId() + " is " + address, origin, Optional.empty()));
    }

    private String table() {
        return run.packet().source().isV4() ? "cilium_snat_v4_external" : "cilium_snat_v6_external";
    }
}
