package dev.glassplane.trace.device;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.linux.ipvs.Ipvsadm;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.Kernel;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StepListener;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one packet and its answer leave behind on their way: connections, remembered sources, gateway mappings, assumptions. Not thread-safe. */
public final class Journey {

    /** Every host's memory starts empty, so any instant does. */
    public static final Instant NOW = Instant.EPOCH;

    private final Network network;
    private final Decisions decisions;
    private final Map<String, HostMemory> memories;
    private final Instant now;
    private final Map<Ip, Ip> privateByPublic = new HashMap<>();
    private final Set<Known> known = new HashSet<>();
    private final Map<Tuple, Tuple> translated = new HashMap<>();
    private final Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);
    private final Set<String> notes = new LinkedHashSet<>();
    private final Conversation conversation = new Conversation();
    private boolean answering;

    /** A connection that the security groups of an interface let pass, in one direction. */
    private record Known(String eni, Tuple tuple) {}

    /** @param memories of the hosts, by unique name; the journey adds to them */
    public Journey(Network network, Decisions decisions, Map<String, HostMemory> memories, Instant now) {
        this.network = network;
        this.decisions = decisions;
        this.memories = memories;
        this.now = now;
    }

    /** @return what the walk reads */
    public Network network() {
        return network;
    }

    /** @return whom to ask about chance */
    Decisions decisions() {
        return decisions;
    }

    /** @return what is said on the way, and who remembers it */
    public Conversation conversation() {
        return conversation;
    }

    /** From now on the packet is an answer, or one of the sender's. */
    public void turn(boolean back) {
        answering = back;
    }

    /** @return whether the packet is the answer */
    public boolean answering() {
        return answering;
    }

    /**
     * @param host unique name of a network namespace
     * @param node under whose kernel it is
     */
    StackContext context(String host, NodeState node, StepListener listener) {
        Optional<HostState> root = Optional.of(node.host()).filter(_ -> !host.equals(node.node()));
        Kernel kernel = new Kernel(root, memory(node.node()).bpf());
        return new StackContext(decisions, memory(host), now, listener, answering, kernel);
    }

    private HostMemory memory(String host) {
        return memories.computeIfAbsent(host, _ -> new HostMemory());
    }

    /** Takes something for granted. */
    public void assume(Assumption assumption) {
        assumptions.add(assumption);
    }

    /** @return what was taken for granted so far */
    public Set<Assumption> assumptions() {
        return assumptions;
    }

    /** Notes what is worth knowing beside the packet's way. */
    void note(String sentence) {
        notes.add(sentence);
    }

    /** @return what was noted so far */
    public Set<String> notes() {
        return notes;
    }

    /** The internet knows this private address by that public one, or by its own name if nobody says which. */
    public void publish(Ip publicIp, Ip privateIp) {
        privateByPublic.put(publicIp, privateIp);
    }

    /** The security groups of the interface let the packet pass: from now on they know its connection. */
    void letPass(String eni, Packet packet) {
        known.add(new Known(eni, Tuple.of(packet)));
        known.add(new Known(eni, Tuple.of(packet).inverted()));
    }

    /** @return whether the security groups of the interface know the packet's connection */
    boolean letPassBefore(String eni, Packet packet) {
        return known.contains(new Known(eni, Tuple.of(packet)));
    }

    /** A NAT gateway made one packet of the other. */
    void translate(Packet inside, Packet outside) {
        translated.put(Tuple.of(outside).inverted(), Tuple.of(inside).inverted());
    }

    /** @return the answer with the address of the host that a NAT gateway stood for, empty if it knows no connection of that kind */
    Optional<Packet> translatedBack(Packet answer) {
        return Optional.ofNullable(translated.get(Tuple.of(answer))).map(inside -> answer.withDestination(inside.destination(), inside.destinationPort()));
    }

    /** @return the private address behind a public one that was used on this journey */
    Optional<Ip> behind(Ip publicIp) {
        return Optional.ofNullable(privateByPublic.get(publicIp));
    }

    /** @return connections through the nodes' virtual servers */
    public List<Path.Served> served() {
        List<Path.Served> all = new ArrayList<>();
        memories.forEach((host, memory) -> {
            if (network.dataplane().nodes().containsKey(host)) {
                memory.ipvs().connections(now).forEach(connection -> all.add(new Path.Served(host, Ipvsadm.connection(connection, now))));
            }
        });
        return all;
    }

    /** @return connections in the tables of the nodes, in the order of the visits */
    public List<Path.Tracked> tracked() {
        List<Path.Tracked> all = new ArrayList<>();
        memories.forEach((host, memory) -> {
            if (network.dataplane().nodes().containsKey(host)) {
                memory.conntrack().connections().forEach(connection -> all.add(new Path.Tracked(host, connection)));
            }
        });
        return all;
    }
}
