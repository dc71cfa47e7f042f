package dev.glassplane.policy.agent;

import dev.glassplane.linux.bpf.PolicySlots;
import dev.glassplane.linux.bpf.PolicySlots.Slot;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.policy.endpoints.ResolvedPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entries of a rule map ({@code aws/aws-network-policy-agent: pkg/fwruleprocessor}). The program looks at the longest prefix alone, so that a longer
 * one repeats what shorter ones around it let through; an {@code except} becomes a prefix of its own with what the other rules let through there, or
 * a slot that denies. The node itself always passes.
 */
final class RuleEntries {

    /** What the map holds for a prefix, and names of the policies that had a part in it. */
    record Value(PolicySlots slots, Set<String> policies) {}

    private static final class Ports {
        private final List<ResolvedPort> ports = new ArrayList<>();
        private final Set<String> policies = new TreeSet<>();
        private boolean any;
        private boolean denied;

        void add(AgentRule rule) {
            policies.add(rule.policy());
            ports.addAll(rule.ports());
            any |= rule.ports().isEmpty();
        }
    }

    private final Cidr node;
    private final Map<Cidr, Ports> byPrefix = new HashMap<>();
    private final Map<Cidr, List<AgentRule>> around = new HashMap<>();

    private RuleEntries(Ip node) {
        this.node = node.asCidr();
    }

    /** @return entries by prefix */
    static SortedMap<Cidr, Value> of(Ip node, List<AgentRule> rules) {
        RuleEntries entries = new RuleEntries(node);
        List<AgentRule> sorted = rules.stream().filter(rule -> !rule.cidr().equals(entries.node))
                .sorted(Comparator.comparingInt(rule -> rule.cidr().prefixLength())).toList();
        sorted.forEach(entries::rule);
        sorted.stream().flatMap(rule -> rule.except().stream()).distinct().filter(part -> !part.equals(entries.node)).forEach(entries::except);
        SortedMap<Cidr, Value> all = new TreeMap<>();
        entries.byPrefix.forEach((cidr, ports) -> all.put(cidr, new Value(slots(ports), ports.policies)));
        all.put(entries.node, new Value(PolicySlots.ALL, Set.of()));
        return all;
    }

    private void rule(AgentRule rule) {
        Ports known = byPrefix.get(rule.cidr());
        if (known == null) {
            known = new Ports();
            byPrefix.put(rule.cidr(), known);
            inherit(rule.cidr(), known);
        }
        known.add(rule);
        if (!rule.cidr().isSingle()) {
            around.computeIfAbsent(rule.cidr(), _ -> new ArrayList<>()).add(rule);
        }
    }

    private void except(Cidr part) {
        if (!byPrefix.containsKey(part)) {
            Ports ports = new Ports();
            inherit(part, ports);
            ports.denied = ports.policies.isEmpty();
            byPrefix.put(part, ports);
        }
    }

    private void inherit(Cidr cidr, Ports into) {
        for (int length = 0; length <= cidr.prefixLength(); length++) {
            around.getOrDefault(new Cidr(cidr.network(), length), List.of()).stream().filter(rule -> !rule.excepts(cidr)).forEach(into::add);
        }
    }

    private static PolicySlots slots(Ports ports) {
        if (ports.denied) {
            return new PolicySlots(List.of(new Slot(PolicySlots.DENY, 0, 0)));
        }
        Set<Slot> slots = new LinkedHashSet<>();
        ports.ports.forEach(port -> slots.add(new Slot(port.protocol().map(protocol -> protocol.number()).orElse(PolicySlots.ANY),
                port.port().orElse(0), port.endPort().orElse(0))));
        boolean all = ports.any || slots.stream().anyMatch(slot -> slot.protocol() == PolicySlots.ANY && slot.from() == 0);
        return all ? PolicySlots.ALL : new PolicySlots(slots.stream().sorted(Comparator.comparingInt((Slot slot) ->
                slot.protocol() == PolicySlots.ANY ? 0 : slot.protocol()).thenComparingInt(Slot::from).thenComparingInt(Slot::to)).toList());
    }
}
