package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfMemory;
import dev.glassplane.linux.bpf.BpfMemory.PolicyFlowKey;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.PodState;
import dev.glassplane.linux.bpf.PolicyMaps;
import dev.glassplane.linux.bpf.PolicySlots;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import java.util.Optional;
import java.util.function.Function;

/**
 * The network policy agent's program at the host's end of a pod ({@code aws/aws-network-policy-agent: pkg/ebpf/c/tc.v4ingress.bpf.c,
 * tc.v4egress.bpf.c}): known flows and their answers pass, a new one passes if the longest prefix that holds the other end has a slot for it. What
 * leaves a pod is judged before address translation, what enters one after it.
 */
final class PolicyProgram {

    private final BpfMaps maps;
    private final StackContext context;
    private final boolean ingress;
    private final String identifier;
    private final String place;
    private final Packet packet;

    /** @param identifier whose maps */
    PolicyProgram(BpfMaps maps, StackContext context, boolean ingress, String device, String identifier, Packet packet) {
        this.maps = maps;
        this.context = context;
        this.ingress = ingress;
        this.identifier = identifier;
        this.packet = packet;
        BpfProgram program = ingress ? BpfProgram.HANDLE_INGRESS : BpfProgram.HANDLE_EGRESS;
        this.place = program.name(packet.family()) + " " + program.hook() + " " + device;
    }

    ProgramResult run() {
        if (!packet.source().isV4()) {
            return new ProgramResult.Pass(packet);
        }
        Optional<PodState> cluster = state(PodState.CLUSTER_POLICY_KEY);
        Optional<PodState> pod = state(PodState.NETWORK_POLICY_KEY);
        if (pod.isEmpty() || cluster.isEmpty()) {
            return deny("the pod state map has no entry", Optional.empty());
        }
        int states = states(pod.get(), cluster.get());
        PolicyFlowKey flow = new PolicyFlowKey(Tuple.of(packet), owner());
        Optional<Integer> known = flow(flow);
        if (known.isPresent()) {
            return known.get() == states ? pass("known", "a flow that was let through before", Optional.empty()) : again(flow, pod.get(), states);
        }
        if (flow(new PolicyFlowKey(flow.tuple().inverted(), owner())).isPresent()) {
            return pass("known", "the answer to a flow that was let through", Optional.empty());
        }
        return judge(flow, pod.get(), states);
    }

    private ProgramResult again(PolicyFlowKey flow, PodState pod, int states) {
        ProgramResult result = judge(flow, pod, states);
        if (!(result instanceof ProgramResult.Pass)) {
            memory().forget(flow);
        }
        return result;
    }

    /** A cluster-wide policy comes first; then NetworkPolicies, and what is the rule without any. */
    private ProgramResult judge(PolicyFlowKey flow, PodState pod, int states) {
        longest(PolicyMaps.clusterRules(identifier, ingress));
        Optional<Entry<Cidr, PolicySlots>> rules = longest(PolicyMaps.rules(identifier, ingress));
        if (rules.isEmpty() && pod != PodState.POLICIES_APPLIED) {
            if (pod == PodState.DEFAULT_DENY) {
                return deny("no policy selects the pod, and in strict mode nothing passes then", Optional.empty());
            }
            memory().put(flow, states);
            return pass("pass", "no policy selects the pod", Optional.empty());
        }
        Optional<PolicySlots.Slot> slot = rules.flatMap(entry -> entry.value().deciding(packet.protocol().number(), packet.destinationPort()));
        if (slot.isEmpty() || slot.get().denies()) {
            return deny(rules.isEmpty() ? "no rule speaks of " + other() : "of the slots for " + rules.get().key() + " none lets "
                    + packet.protocol() + (packet.protocol().hasPorts() ? " " + packet.destinationPort() : "") + " through", rules.map(Entry::origin));
        }
        memory().put(flow, states);
        return pass("allow", "slot " + slot.get() + " of " + rules.get().key(), Optional.of(rules.get().origin()));
    }

    private Ip owner() {
        return ingress ? packet.destination() : packet.source();
    }

    private Ip other() {
        return ingress ? packet.source() : packet.destination();
    }

    private BpfMemory memory() {
        return context.kernel().bpf();
    }

    /** Both states as the one number that the map of flows keeps. */
    private static int states(PodState pod, PodState cluster) {
        int base = pod == PodState.DEFAULT_ALLOW ? 2 : 5;
        return base + switch (cluster) {
            case DEFAULT_ALLOW -> 0;
            case DEFAULT_DENY -> 1;
            case POLICIES_APPLIED -> 2;
        };
    }

    private Optional<PodState> state(int key) {
        return tell(PolicyMaps.states(identifier, ingress), Integer.toString(key), maps.look(PolicyMaps.states(identifier, ingress), key), Enum::toString)
                .map(Entry::value);
    }

    private Optional<Integer> flow(PolicyFlowKey key) {
        Optional<Integer> known = memory().policyFlow(key);
        lookedUp(PolicyMaps.FLOWS, key.toString(), known.map(Object::toString), Lookup.Structure.HASH, Optional.empty());
        return known;
    }

    private Optional<Entry<Cidr, PolicySlots>> longest(BpfMap<Cidr, PolicySlots> map) {
        BpfMaps.Found<Cidr, PolicySlots> found = maps.isEmpty(map) ? new BpfMaps.Found.Miss<>() : maps.longest(map, other(), cidr -> cidr);
        return tell(map, other().toString(), found, Function.identity(), true);
    }

    private <K, V> Optional<Entry<K, V>> tell(BpfMap<K, V> map, String key, BpfMaps.Found<K, V> found, Function<V, ?> value) {
        return tell(map, key, found, value, false);
    }

    private <K, V> Optional<Entry<K, V>> tell(BpfMap<K, V> map, String key, BpfMaps.Found<K, V> found, Function<V, ?> value, boolean prefix) {
        return switch (found) {
            case BpfMaps.Found.Hit<K, V> hit -> {
                String text = (prefix ? hit.entry().key() + ": " : "") + value.apply(hit.entry().value());
                lookedUp(map.name(), key, Optional.of(text), map.type().structure(), Optional.of(hit.entry().origin()));
                yield Optional.of(hit.entry());
            }
            case BpfMaps.Found.Miss<K, V> _ -> {
                lookedUp(map.name(), key, Optional.empty(), map.type().structure(), Optional.empty());
                yield Optional.empty();
            }
            case BpfMaps.Found.LeftOut<K, V> left -> {
                lookedUp(map.name(), key, Optional.empty(), map.type().structure(), Optional.empty());
                decide(Decision.MAP_FULL, map.name() + " holds no more than " + maps.maxEntries(map) + " entries: the agent could not write this one",
                        Optional.of(left.entry().origin()));
                yield Optional.empty();
            }
        };
    }

    private void lookedUp(String table, String key, Optional<String> value, Lookup.Structure structure, Optional<Origin> origin) {
        context.listener().on(new StackStep.LookedUp(new Lookup(place, table, key, value, structure, 1, origin)));
    }

    private void decide(String result, String evidence, Optional<Origin> origin) {
        context.listener().on(new StackStep.Decided(new Decision(place, result, evidence, origin, Optional.empty(), Optional.empty())));
    }

    private ProgramResult pass(String result, String evidence, Optional<Origin> origin) {
        decide(result, evidence, origin);
        return new ProgramResult.Pass(packet);
    }

    private ProgramResult deny(String sentence, Optional<Origin> origin) {
        return new ProgramResult.Deny(place, ingress, sentence, origin);
    }
}
