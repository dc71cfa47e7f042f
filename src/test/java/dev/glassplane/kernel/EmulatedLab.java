package dev.glassplane.kernel;

import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.kernel.Topology.End;
import dev.glassplane.kernel.Topology.Listener;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.linux.stack.NetworkStack;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;

/** The same topology in the emulator: every way that chance can take, with its share. */
public final class EmulatedLab {

    private static final int HOPS_MAX = 32;
    private static final int PATHS_MAX = 1000;

    private final Topology topology;
    private final Map<String, HostMemory> memories = new HashMap<>();
    private final Map<String, List<String>> rules = new TreeMap<>();
    private final Map<String, Integer> evaluated = new TreeMap<>();
    private final Decisions decisions;
    private final List<Remembered> memory;
    private boolean forward = true;

    private EmulatedLab(Topology topology, Decisions decisions, List<Remembered> memory) {
        this.memory = memory;
        this.topology = topology;
        this.decisions = decisions;
    }

    /** Where a packet is: arriving at a device. */
    private record Arrival(End end, Packet packet) {}

    /** Where a packet ended. */
    private record Ending(String host, StackResult result) {}

    /** A source that a list of {@code xt_recent} remembers from earlier packets. */
    public record Remembered(String list, Ip source) {}

    /** @return what may become of a packet from a process of the host, with exact shares that sum to 1 */
    public static Map<Observation, BigFraction> observe(Topology topology, String host, Packet packet) {
        return observe(topology, host, packet, List.of());
    }

    /** @return the same if all hosts remember these sources */
    public static Map<Observation, BigFraction> observe(Topology topology, String host, Packet packet, List<Remembered> memory) {
        Map<Observation, BigFraction> all = new LinkedHashMap<>();
        List<Integer> script = new ArrayList<>();
        for (int path = 0; path < PATHS_MAX; path++) {
            Script chance = new Script(script);
            all.merge(new EmulatedLab(topology, chance, memory).walk(host, packet), chance.share, BigFraction::add);
            if (!chance.next()) {
                return all;
            }
        }
        throw new IllegalStateException("more than " + PATHS_MAX + " paths");
    }

    /** Draws by a script; what the script does not say takes the first option. */
    private static final class Script implements Decisions {
        private final List<Integer> taken;
        private final List<Integer> options = new ArrayList<>();
        private BigFraction share = BigFraction.ONE;

        Script(List<Integer> taken) {
            this.taken = taken;
        }

        @Override
        public int choose(Draw draw) {
            options.add(draw.weights().size());
            if (taken.size() < options.size()) {
                taken.add(0);
            }
            int option = taken.get(options.size() - 1);
            share = share.multiply(draw.weights().get(option));
            return option;
        }

        /** Turns the script to the next path, depth first. */
        boolean next() {
            while (!taken.isEmpty() && taken.getLast() == options.get(taken.size() - 1) - 1) {
                taken.removeLast();
            }
            if (taken.isEmpty()) {
                return false;
            }
            taken.add(taken.removeLast() + 1);
            return true;
        }
    }

    private Observation walk(String host, Packet packet) {
        Ending there = travel(host, packet, false);
        forward = false;
        return switch (there.result()) {
            case StackResult.Delivered delivered when topology.listeners().contains(
                    new Listener(there.host(), packet.protocol(), delivered.packet().destinationPort())) -> answered(host, packet, there, delivered.packet());
            case StackResult.Delivered _ -> seen(Outcome.REFUSED);
            case StackResult.Rejected rejected -> seen(rejected.with().matches("icmp6?-port-unreachable|tcp-reset") ? Outcome.REFUSED : Outcome.UNREACHABLE);
            case StackResult.Unreachable _, StackResult.NoNeighbor _ -> seen(Outcome.UNREACHABLE);
            case StackResult.NotModelled not -> throw new IllegalStateException(not.sentence());
            case StackResult.Dropped _, StackResult.Discarded _, StackResult.TooBig _, StackResult.Forwarded _,
                 StackResult.Stopped _ -> seen(Outcome.TIMEOUT);
        };
    }

    private Observation answered(String host, Packet asked, Ending there, Packet arrived) {
        Ending back = travel(there.host(), arrived.reply(), true);
        boolean returned = back.host().equals(host) && back.result() instanceof StackResult.Delivered delivered
                && delivered.packet().toString().equals(asked.reply().toString());
        return returned ? new Observation(Outcome.ANSWERED, there.host(),
                new IpPort(arrived.destination(), arrived.destinationPort()).toString(), arrived.source().toString(), rules, evaluated) : seen(Outcome.TIMEOUT);
    }

    private Observation seen(Outcome outcome) {
        return new Observation(outcome, "", "", "", rules, evaluated);
    }

    /** A Forwarded result means that nobody has the next hop. */
    private Ending travel(String host, Packet packet, boolean answer) {
        StackResult result = NetworkStack.send(topology.hosts().get(host), packet, context(host, answer));
        String at = host;
        for (int hop = 0; hop < HOPS_MAX && result instanceof StackResult.Forwarded forwarded; hop++) {
            Optional<Arrival> next = cross(at, forwarded);
            if (next.isEmpty()) {
                return new Ending(at, result);
            }
            at = next.get().end().host();
            result = NetworkStack.receive(topology.hosts().get(at), next.get().end().device(), next.get().packet(), context(at, answer));
        }
        return new Ending(at, result);
    }

    private Optional<Arrival> cross(String host, StackResult.Forwarded forwarded) {
        End from = new End(host, forwarded.device());
        List<End> others = topology.segments().stream().filter(segment -> segment.contains(from)).flatMap(List::stream)
                .filter(end -> !end.equals(from)).toList();
        boolean cable = others.size() == 1;
        return others.stream().filter(end -> cable || topology.hosts().get(end.host()).routing().isLocalOn(forwarded.nextHop(), end.device()))
                .findFirst().map(end -> new Arrival(end, forwarded.packet()));
    }

    private StackContext context(String host, boolean answer) {
        return new StackContext(decisions, memories.computeIfAbsent(host, _ -> remember()), Instant.EPOCH, step -> record(host, step), answer);
    }

    private HostMemory remember() {
        HostMemory host = new HostMemory();
        memory.forEach(one -> host.recent().set(one.list(), one.source(), Instant.EPOCH));
        return host;
    }

    private void record(String host, StackStep step) {
        if (forward && step instanceof StackStep.Matched matched) {
            rules.computeIfAbsent(host, _ -> new ArrayList<>()).add(Observation.rule(matched.chain(), matched.position(), matched.result()));
            evaluated.merge(host, matched.passed() + 1, Integer::sum);
        } else if (forward && step instanceof StackStep.ChainEnded ended && ended.passed() > 0) {
            evaluated.merge(host, ended.passed(), Integer::sum);
        }
    }
}
