package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfMemory;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.bpf.FlowText;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Optional;
import java.util.function.Function;

/** One program on its way through one packet: what it may read, and who hears what it does. */
final class Run {

    private final HostState node;
    private final BpfMaps maps;
    private final DatapathSettings settings;
    private final StackContext context;
    private final BpfProgram program;
    private final String place;
    private Packet packet;

    /**
     * @param node   the machine's own namespace: its maps and devices
     * @param target device or cgroup
     */
    Run(HostState node, BpfMaps maps, DatapathSettings settings, StackContext context, BpfProgram program, String target, Packet packet) {
        this.node = node;
        this.maps = maps;
        this.settings = settings;
        this.context = context;
        this.program = program;
        this.place = program.name(packet.family()) + " " + program.hook() + " " + target;
        this.packet = packet;
    }

    HostState node() {
        return node;
    }

    BpfMaps maps() {
        return maps;
    }

    DatapathSettings settings() {
        return settings;
    }

    StackContext context() {
        return context;
    }

    BpfMemory memory() {
        return context.kernel().bpf();
    }

    BpfProgram program() {
        return program;
    }

    String place() {
        return place;
    }

    Packet packet() {
        return packet;
    }

    Family family() {
        return packet.family();
    }

    /** Asks a map for a key. */
    <K, V> Optional<Entry<K, V>> look(BpfMap<K, V> map, K key, String text, Function<V, String> value) {
        return tell(map, text, maps.look(map, key), value);
    }

    /** Tells of an answer that the map gave. */
    <K, V> Optional<Entry<K, V>> tell(BpfMap<K, V> map, String text, BpfMaps.Found<K, V> found, Function<V, String> value) {
        return switch (found) {
            case BpfMaps.Found.Hit<K, V> hit -> {
                lookedUp(map.name(), text, Optional.of(value.apply(hit.entry().value())), map.type().structure(), Optional.of(hit.entry().origin()));
                yield Optional.of(hit.entry());
            }
            case BpfMaps.Found.Miss<K, V> _ -> {
                lookedUp(map.name(), text, Optional.empty(), map.type().structure(), Optional.empty());
                yield Optional.empty();
            }
            case BpfMaps.Found.LeftOut<K, V> left -> {
                lookedUp(map.name(), text, Optional.empty(), map.type().structure(), Optional.empty());
                decide(Decision.MAP_FULL, map.name() + " holds no more than " + maps.maxEntries(map) + " entries: the agent could not write this one",
                        Optional.of(left.entry().origin()));
                yield Optional.empty();
            }
        };
    }

    void lookedUp(String table, String key, Optional<String> value, Lookup.Structure structure, Optional<Origin> origin) {
        context.listener().on(new StackStep.LookedUp(new Lookup(place, table, key, value, structure, 1, origin)));
    }

    /** Asks connection tracking. */
    Optional<Flow> flow(FlowKey key) {
        Optional<Flow> flow = memory().flow(key);
        lookedUp(FlowText.table(key.tuple()), FlowText.key(key), flow.map(FlowText::value), Lookup.Structure.HASH, Optional.empty());
        return flow;
    }

    /** Asks whose an address is. */
    Identity identity(Ip ip) {
        return tell(LoadBalancerMaps.IPCACHE, ip.asCidr().toString(), maps.longest(LoadBalancerMaps.IPCACHE, ip, cidr -> cidr),
                Identity::toString).map(Entry::value).orElse(Identity.WORLD);
    }

    void decide(String result, String evidence, Optional<Origin> origin) {
        context.listener().on(new StackStep.Decided(new Decision(place, result, evidence, origin, Optional.empty(), Optional.empty())));
    }

    /** The packet becomes another one, and the program says why. A decision that changes nothing is told all the same. */
    void translate(String kind, Packet after, String evidence, Optional<Origin> origin, Optional<Decision.Chosen> chosen) {
        Optional<StackStep.Translated> change = after.equals(packet) ? Optional.empty() : Optional.of(new StackStep.Translated(kind, packet, after));
        String result = kind.toLowerCase(java.util.Locale.ROOT);
        context.listener().on(new StackStep.Decided(new Decision(place, result, evidence, origin, change, chosen)));
        packet = after;
    }

    ProgramResult drop(DropReason reason, String sentence, Optional<Origin> origin) {
        return new ProgramResult.Drop(place, reason, sentence, origin);
    }

    ProgramResult refuse(String with, String sentence, Optional<Origin> origin) {
        return new ProgramResult.Refuse(place, with, sentence, origin);
    }

    void setPacket(Packet changed) {
        packet = changed;
    }

    Tuple tuple() {
        return Tuple.of(packet);
    }

    /** @return whether Services of this protocol exist: not of ICMP, and of SCTP only with an option that is off */
    boolean balanced() {
        return packet.protocol() == Protocol.TCP || packet.protocol() == Protocol.UDP;
    }
}
