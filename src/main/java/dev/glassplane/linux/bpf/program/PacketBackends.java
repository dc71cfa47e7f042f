package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.AffinityKey;
import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.linux.bpf.BackendValue;
import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.stack.Decision;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** The backend of a packet to a frontend: that of its flow while there is one, else a new choice ({@code cilium/cilium: bpf/lib/lb.h}, lb4_local). */
final class PacketBackends {

    private final Run run;
    private final Frontend frontend;
    private final Backends backends;

    PacketBackends(Run run, Frontend frontend) {
        this.run = run;
        this.frontend = frontend;
        this.backends = new Backends(run, frontend, new AffinityKey.Address(run.packet().source()));
    }

    Optional<Backends.Choice> choose() {
        FlowKey key = new FlowKey(run.tuple(), Direction.SVC);
        Optional<Backends.Choice> choice = run.flow(key).flatMap(this::known).or(() -> backends.choose(false));
        choice.ifPresent(taken -> run.memory().put(key, new Flow(frontend.value().revNatId(), taken.id(), false, false, Optional.empty())));
        return choice;
    }

    /** Every first packet of a walk opens its connection, so a backend that is not active gets no further one. */
    private Optional<Backends.Choice> known(Flow flow) {
        Optional<BackendValue> backend = backends.backend(flow.backendId()).filter(value -> value.state() == BackendState.ACTIVE);
        return backend.map(value -> new Backends.Choice(flow.backendId(), value, "the flow has backend " + flow.backendId() + " already",
                Optional.of(new Decision.Chosen(1, 1, BigFraction.ONE, "flow"))));
    }

    /** What becomes of a packet to a frontend without a backend. */
    static ProgramResult nobody(Run run, Frontend frontend, boolean eastWest) {
        String sentence = "frontend " + frontend.text() + " has no backend";
        if (!run.settings().selection().emptyRoutable() && !frontend.local(eastWest)) {
            run.decide("pass", sentence + ": the packet goes on as it is (enable-no-service-endpoints-routable: false)", Optional.of(frontend.origin()));
            return new ProgramResult.Pass(run.packet(), true);
        }
        if (!run.settings().selection().rejectEmpty() || !run.settings().selection().emptyRoutable()) {
            return run.drop(DropReason.SERVICE_BACKEND_NOT_FOUND, sentence, frontend.empty(eastWest));
        }
        return run.refuse(run.packet().source().isV4() ? "icmp-port-unreachable" : "icmp6-port-unreachable", sentence, frontend.empty(eastWest));
    }
}
