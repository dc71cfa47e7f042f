package dev.glassplane.linux.stack;

import dev.glassplane.linux.bpf.program.ProgramResult;
import dev.glassplane.linux.bpf.program.Programs;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.Optional;

/** The places on a packet's way where BPF programs may sit: sockets, XDP and tc of devices. Where none sits, nothing happens. */
final class ProgramHooks {

    private final Visit visit;
    private final Programs programs;

    ProgramHooks(Visit visit) {
        this.visit = visit;
        this.programs = Programs.of(visit.host(), visit.context());
    }

    /** A process is about to send: before the first route, for the destination may change. Answers go to whom the kernel knows already. */
    Optional<StackResult> connect() {
        return visit.context().answer() ? Optional.empty() : apply(programs.connect(visit.packet()));
    }

    /** A packet has come in by a device, and netfilter has not seen it. */
    Optional<StackResult> ingress(String device) {
        return apply(programs.ingress(device, visit.packet()));
    }

    /** The stack, or a program, sends the packet out of a device. */
    StackResult egress(String device, Ip nextHop) {
        return apply(programs.egress(device, visit.packet())).orElseGet(() -> left(device, nextHop));
    }

    /** A process has the packet. */
    void received() {
        visit.setPacket(programs.received(visit.packet()));
    }

    private StackResult left(String device, Ip nextHop) {
        visit.tell(new StackStep.Left(device, visit.packet()));
        return new StackResult.Forwarded(visit.packet(), device, nextHop);
    }

    private Optional<StackResult> apply(ProgramResult result) {
        return switch (result) {
            case ProgramResult.Pass pass -> {
                visit.setPacket(pass.packet());
                yield Optional.empty();
            }
            case ProgramResult.Redirect redirect -> {
                visit.setPacket(redirect.packet());
                yield Optional.of(redirect.sent() ? left(redirect.device(), redirect.nextHop()) : egress(redirect.device(), redirect.nextHop()));
            }
            case ProgramResult.Drop drop -> Optional.of(new StackResult.Stopped(drop.place(), drop.why(), Optional.empty(), drop.origin(),
                    drop.sentence() + " (" + drop.reason().code() + ", " + drop.reason().text() + ")"));
            case ProgramResult.Deny deny -> Optional.of(new StackResult.Stopped(deny.place(), deny.ingress() ? StackResult.Stopped.POLICY_INGRESS
                    : StackResult.Stopped.POLICY_EGRESS, Optional.empty(), deny.origin(), deny.sentence()));
            case ProgramResult.Refuse refuse -> Optional.of(new StackResult.Stopped(refuse.place(), refuse.origin().map(Origin::reason).orElse(""),
                    Optional.of(refuse.with()), refuse.origin(), refuse.sentence()));
            case ProgramResult.NotModelled not -> Optional.of(new StackResult.NotModelled(not.sentence()));
        };
    }
}
