package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.net.PortRange;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import dev.glassplane.policy.model.PolicyPeer;
import dev.glassplane.policy.model.PolicyPort;
import dev.glassplane.policy.model.PolicyPort.Which;
import dev.glassplane.policy.model.PolicyReader;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Converts NetworkPolicies of Kubernetes as Calico does ({@code libcalico-go/lib/backend/k8s/conversion/conversion.go}): each rule becomes one for every
 * protocol and peer, all in tier {@code default} with order 1000.
 */
final class KubernetesPolicies {

    private static final double ORDER = 1000;
    private static final String PREFIX = "knp.default.";

    private KubernetesPolicies() {}

    /** @param object a NetworkPolicy that the API has accepted */
    static FelixPolicy read(ObjectKey key, JsonNode object) {
        NetworkPolicy policy = PolicyReader.read(key, object);
        JsonNode spec = object.path("spec");
        Selector selector = Selector.parse("(" + Selectors.ofPods(spec.path("podSelector")) + ") && " + EndpointLabels.NAMESPACE + " == '" + key.namespace() + "'");
        return new FelixPolicy(key, "NetworkPolicy", key.namespace() + "/" + PREFIX + key.name(), Tier.DEFAULT, ORDER, selector, policy.isolates(),
                rules(policy.ingress(), spec.path("ingress"), true, key.namespace()), rules(policy.egress(), spec.path("egress"), false, key.namespace()));
    }

    private static List<FelixRule> rules(List<Rule> rules, JsonNode list, boolean ingress, String namespace) {
        List<FelixRule> out = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            String place = (ingress ? "ingress[" : "egress[") + i + "]: ";
            JsonNode peers = list.path(i).path(ingress ? "from" : "to");
            for (Map.Entry<Optional<Protocol>, List<PolicyPort>> each : byProtocol(rule.ports()).entrySet()) {
                String ports = ", " + (each.getKey().isEmpty() ? "all ports" : "ports " + each.getValue().stream().map(PolicyPort::toString)
                        .collect(Collectors.joining(", ")));
                for (int p = 0; p < Math.max(1, rule.peers().size()); p++) {
                    Optional<PolicyPeer> peer = rule.peers().isEmpty() ? Optional.empty() : Optional.of(rule.peers().get(p));
                    String who = peer.isEmpty() ? "anybody" : (ingress ? "from[" : "to[") + p + "] " + peer.get();
                    JsonNode json = peers.path(p);
                    RuleEnd other = peer.map(of -> end(of, json, namespace)).orElse(RuleEnd.ANY);
                    out.add(rule(each.getKey(), ports(each.getValue()), other, ingress, place + who + ports));
                }
            }
        }
        return out;
    }

    private static FelixRule rule(Optional<Protocol> protocol, RulePorts ports, RuleEnd other, boolean ingress, String place) {
        RuleEnd source = ingress ? other : RuleEnd.ANY;
        RuleEnd destination = (ingress ? RuleEnd.ANY : other).withPorts(ports);
        return new FelixRule(FelixRule.Action.ALLOW, protocol, Optional.empty(), source, destination, place, List.of());
    }

    private static RuleEnd end(PolicyPeer peer, JsonNode json, String namespace) {
        return switch (peer) {
            case PolicyPeer.Block block -> new RuleEnd(List.of(block.cidr()), block.except(), Optional.empty(), Optional.empty(), RulePorts.NONE, RulePorts.NONE);
            case PolicyPeer.Pods _ -> pods(json, namespace);
        };
    }

    private static RuleEnd pods(JsonNode peer, String namespace) {
        String namespaces = peer.has("namespaceSelector") ? Selectors.ofNamespaces(peer.path("namespaceSelector")) : "";
        return new RuleEnd(List.of(), List.of(), Optional.of(Selectors.endpoints(namespaces, Selectors.ofPods(peer.path("podSelector")), namespace)),
                Optional.empty(), RulePorts.NONE, RulePorts.NONE);
    }

    /** A rule without ports speaks of every protocol. Protocols come in the order of their names. */
    private static SortedMap<Optional<Protocol>, List<PolicyPort>> byProtocol(List<PolicyPort> ports) {
        SortedMap<Optional<Protocol>, List<PolicyPort>> sorted = new TreeMap<>(Comparator.comparing(protocol -> protocol.map(Protocol::name).orElse("")));
        if (ports.isEmpty()) {
            sorted.put(Optional.empty(), List.of());
        }
        ports.forEach(port -> sorted.computeIfAbsent(Optional.of(port.protocol()), _ -> new ArrayList<>()).add(port));
        return sorted;
    }

    /** Numbers that follow each other become one range; names come before them. One entry that means all ports makes the others idle. */
    private static RulePorts ports(List<PolicyPort> ports) {
        List<PortRange> numbers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (PolicyPort port : ports) {
            switch (port.which()) {
                case Which.All _ -> {
                    return RulePorts.NONE;
                }
                case Which.Named named -> names.add(named.name());
                case Which.Numbers range -> numbers.add(new PortRange(range.from(), range.end().orElse(range.from())));
            }
        }
        return new RulePorts(merged(numbers), names);
    }

    private static List<PortRange> merged(List<PortRange> numbers) {
        List<PortRange> merged = new ArrayList<>();
        for (PortRange next : numbers.stream().sorted(Comparator.comparingInt(PortRange::from)).toList()) {
            PortRange last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && next.from() <= last.to() + 1) {
                merged.set(merged.size() - 1, new PortRange(last.from(), Math.max(last.to(), next.to())));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }
}
