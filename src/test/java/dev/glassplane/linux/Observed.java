package dev.glassplane.linux;

import dev.glassplane.linux.bpf.BpfMemory;
import dev.glassplane.linux.conntrack.Conntrack;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.linux.stack.NetworkStack;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.Kernel;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One host under test: sends packets through it, keeps its memory and what it did with the last one. */
public final class Observed {

    private final HostState host;
    private final HostMemory memory = new HostMemory();
    private Optional<HostState> node = Optional.empty();
    private BpfMemory programs = memory.bpf();
    private final List<StackStep> steps = new ArrayList<>();
    private Decisions decisions = draw -> draw.weights().size() - 1;
    private Instant now = Instant.EPOCH;

    private Observed(HostState host) {
        this.host = host;
    }

    /** @return the host, ready for packets; draws take the last option until {@link #deciding} says otherwise */
    public static Observed of(HostText host) {
        return new Observed(host.build());
    }

    /** @param text {@code 10.0.0.1:4000 > 10.0.0.2:80 tcp} */
    public static Packet packet(String text) {
        String[] words = text.split(" ");
        boolean v4 = !words[0].startsWith("[");
        return Packet.of(Protocol.parse(words[3]), ip(words[0], v4), port(words[0]), ip(words[2], v4), port(words[2]));
    }

    private static Ip ip(String text, boolean v4) {
        String ip = text.substring(0, text.lastIndexOf(':'));
        return Ip.parse(v4 ? ip : ip.substring(1, ip.length() - 1));
    }

    private static int port(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    /** From now on the host is a pod's namespace on another host, with whose kernel it shares what programs remember. */
    public Observed inside(Observed node) {
        this.node = Optional.of(node.host);
        programs = node.programs;
        return this;
    }

    /** From now on draws answer so. */
    public Observed deciding(Decisions answer) {
        decisions = answer;
        return this;
    }

    /** From now on it is so many seconds after the start. */
    public Observed at(long seconds) {
        now = Instant.EPOCH.plusSeconds(seconds);
        return this;
    }

    /** A packet arrives. */
    public StackResult receive(String device, String packet) {
        return receive(device, packet(packet), false);
    }

    /** An answer arrives. */
    public StackResult receiveAnswer(String device, String packet) {
        return receive(device, packet(packet), true);
    }

    /** A packet arrives. */
    public StackResult receive(String device, Packet packet, boolean answer) {
        steps.clear();
        return NetworkStack.receive(host, device, packet, context(answer));
    }

    private StackContext context(boolean answer) {
        return new StackContext(decisions, memory, now, steps::add, answer, new Kernel(node, programs));
    }

    /** A process of the host answers. */
    public StackResult sendAnswer(String packet) {
        steps.clear();
        return NetworkStack.send(host, packet(packet), context(true));
    }

    /** A process of the host sends a packet. */
    public StackResult send(String packet) {
        steps.clear();
        return NetworkStack.send(host, packet(packet), context(false));
    }

    /** @return the host's connections */
    public Conntrack conntrack() {
        return memory.conntrack();
    }

    /** @return what happened to the last packet */
    public List<StackStep> steps() {
        return List.copyOf(steps);
    }

    /** @return steps of one kind */
    public <T extends StackStep> Stream<T> steps(Class<T> type) {
        return steps.stream().filter(type::isInstance).map(type::cast);
    }

    /** @return rules that matched, as {@code HOOK table/CHAIN/position result +passed} */
    public List<String> matches() {
        return steps(StackStep.Matched.class).map(m -> m.hook() + " " + m.chain().table().name() + "/" + m.chain().name() + "/" + m.position()
                + " " + m.result() + " +" + m.passed()).toList();
    }
}
