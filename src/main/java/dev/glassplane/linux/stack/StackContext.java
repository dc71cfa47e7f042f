package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Conntrack;
import dev.glassplane.linux.ipvs.IpvsMemory;
import dev.glassplane.linux.netfilter.NftSetMemory;
import dev.glassplane.linux.netfilter.RecentLists;
import java.time.Instant;
import java.util.Optional;

/**
 * What surrounds one walk through one host: its memory, its chance, its time, and who listens.
 *
 * @param decisions answers random choices
 * @param memory    of this host; the walk adds to it
 * @param now       time of the packet
 * @param listener  told about each step in order
 * @param answer    whether the packet answers another one (a TCP SYN-ACK): if this host knows no connection for it, it is INVALID, not NEW
 * @param kernel    the kernel under the host
 * @param ports     who is behind the ports of the host's bridges; empty if nobody knows: what a bridge sends then counts as gone
 */
public record StackContext(Decisions decisions, HostMemory memory, Instant now, StepListener listener, boolean answer, Kernel kernel,
                           Optional<BridgePorts> ports) {

    /** The surroundings of a packet on a host without bridges. */
    public StackContext(Decisions decisions, HostMemory memory, Instant now, StepListener listener, boolean answer, Kernel kernel) {
        this(decisions, memory, now, listener, answer, kernel, Optional.empty());
    }

    /** The surroundings of a packet in a machine's own namespace. */
    public StackContext(Decisions decisions, HostMemory memory, Instant now, StepListener listener, boolean answer) {
        this(decisions, memory, now, listener, answer, new Kernel(Optional.empty(), memory.bpf()));
    }

    /** The same for a packet that answers nothing. */
    public StackContext(Decisions decisions, HostMemory memory, Instant now, StepListener listener) {
        this(decisions, memory, now, listener, false);
    }

    /** @return the same surroundings on a host whose bridges lead somewhere */
    public StackContext with(BridgePorts behind) {
        return new StackContext(decisions, memory, now, listener, answer, kernel, Optional.of(behind));
    }

    Conntrack conntrack() {
        return memory.conntrack();
    }

    RecentLists recent() {
        return memory.recent();
    }

    NftSetMemory setMemory() {
        return memory.sets();
    }

    IpvsMemory ipvs() {
        return memory.ipvs();
    }

    /** @return the same surroundings for a packet that answers another one */
    public StackContext forAnswer() {
        return new StackContext(decisions, memory, now, listener, true, kernel, ports);
    }
}
