package dev.glassplane.linux.stack;

import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.route.Link;
import dev.glassplane.net.Ip;
import java.util.Optional;

/**
 * A frame that comes in by a port of a bridge ({@code linux: net/bridge/br_input.c, br_netfilter_hooks.c}). With {@code bridge-nf-call-iptables}
 * iptables sees it as coming in by the bridge, also if the bridge passes it on to another port without the IP stack; then it sees it leave by the bridge,
 * too. A frame whose destination address was translated is routed, and stays in the bridge if the route leads out of it again.
 */
final class Bridging {

    private final NetworkStack stack;
    private final Visit visit;
    private final String inPort;
    private final Link.Port port;
    private final boolean filtered;

    Bridging(NetworkStack stack, Visit visit, String inPort, Link.Port port) {
        this.stack = stack;
        this.visit = visit;
        this.inPort = inPort;
        this.port = port;
        this.filtered = new Sysctls(visit.host().sysctls()).bridgeNetfilter(visit.packet().source().isV4());
    }

    /** @param addressee whom the frame is for, empty for this host */
    StackResult receive(Optional<Ip> addressee) {
        Optional<Ip> beyond = addressee.filter(ip -> !visit.isLocal(ip));
        if (!filtered) {
            return beyond.map(this::pass).orElseGet(() -> stack.enter(port.bridge()));
        }
        Ip before = visit.packet().destination();
        Optional<StackResult> end = visit.at(Hook.PREROUTING, Visit.Reroute.NEVER);
        if (end.isPresent()) {
            return end.get();
        }
        if (!before.equals(visit.packet().destination())) {
            return redirected();
        }
        return beyond.map(this::pass).orElseGet(() -> stack.routed(port.bridge()));
    }

    /** Without a route the kernel throws the frame away and tells nobody. */
    private StackResult redirected() {
        Optional<StackResult> end = stack.routeIn(port.bridge());
        if (end.isPresent()) {
            return end.get() instanceof StackResult.Unreachable ? new StackResult.Discarded("REROUTE_FAILED") : end.get();
        }
        return stack.route().filter(route -> route.device().equals(Optional.of(port.bridge())))
                .map(route -> pass(route.via().orElse(visit.packet().destination()))).orElseGet(() -> stack.pass(port.bridge()));
    }

    /** From port to port: no TTL is lowered. */
    private StackResult pass(Ip to) {
        Optional<String> out = visit.context().ports().flatMap(ports -> ports.portOf(port.bridge(), to));
        if (out.isEmpty()) {
            return new StackResult.NoNeighbor(port.bridge(), to);
        }
        if (out.get().equals(inPort) && !port.hairpin()) {
            return new StackResult.Discarded("HAIRPIN_OFF");
        }
        visit.tell(new StackStep.Bridged(port.bridge(), to, out.get()));
        visit.setDevices(port.bridge(), port.bridge());
        Optional<StackResult> end = filtered ? visit.at(Hook.FORWARD, Visit.Reroute.NEVER) : Optional.empty();
        if (end.isPresent()) {
            return end.get();
        }
        visit.setDevices("", port.bridge());
        visit.setNextHop(to);
        end = filtered ? visit.at(Hook.POSTROUTING, Visit.Reroute.NEVER) : Optional.empty();
        if (end.isPresent()) {
            return end.get();
        }
        visit.tracking().confirm();
        return new ProgramHooks(visit).egress(out.get(), to);
    }

    /** The IP stack sends out of the bridge itself. */
    static StackResult send(Visit visit, ProgramHooks programs, String bridge) {
        Ip to = visit.nextHop();
        Optional<String> out = visit.context().ports().flatMap(ports -> ports.portOf(bridge, to));
        if (out.isEmpty()) {
            return new StackResult.NoNeighbor(bridge, to);
        }
        visit.tell(new StackStep.Bridged(bridge, to, out.get()));
        return programs.egress(out.get(), to);
    }
}
