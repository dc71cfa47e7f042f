package dev.glassplane.policy.model;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import dev.glassplane.policy.model.PolicyPort.Which;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads NetworkPolicies that the API has accepted; defaults that it would have filled in are understood where they are missing. */
public final class PolicyReader {

    private PolicyReader() {}

    /** @return the policy */
    public static NetworkPolicy read(ObjectKey key, JsonNode object) {
        JsonNode spec = object.path("spec");
        List<Rule> ingress = each(spec, "ingress").map(rule -> rule(rule, "from")).toList();
        List<Rule> egress = each(spec, "egress").map(rule -> rule(rule, "to")).toList();
        return new NetworkPolicy(key, object.path("metadata").path("uid").asString(""), selector(spec.path("podSelector")), isolates(spec, egress),
                ingress, egress);
    }

    private static Set<Direction> isolates(JsonNode spec, List<Rule> egress) {
        Set<Direction> isolates = EnumSet.noneOf(Direction.class);
        each(spec, "policyTypes").forEach(type -> isolates.add(type.asString("").equals("Egress") ? Direction.EGRESS : Direction.INGRESS));
        if (isolates.isEmpty()) {
            isolates.add(Direction.INGRESS);
            if (!egress.isEmpty()) {
                isolates.add(Direction.EGRESS);
            }
        }
        return isolates;
    }

    private static Rule rule(JsonNode rule, String peers) {
        return new Rule(each(rule, peers).map(PolicyReader::peer).toList(), each(rule, "ports").map(PolicyReader::port).toList());
    }

    private static PolicyPeer peer(JsonNode peer) {
        if (peer.has("ipBlock")) {
            JsonNode block = peer.path("ipBlock");
            return new PolicyPeer.Block(Cidr.parse(block.path("cidr").asString("")),
                    each(block, "except").map(except -> Cidr.parse(except.asString(""))).toList());
        }
        return new PolicyPeer.Pods(optional(peer, "namespaceSelector"), optional(peer, "podSelector"));
    }

    private static Optional<Selector> optional(JsonNode peer, String field) {
        return peer.has(field) ? Optional.of(selector(peer.path(field))) : Optional.empty();
    }

    private static PolicyPort port(JsonNode port) {
        Protocol protocol = Protocol.parse(port.path("protocol").asString("TCP"));
        JsonNode number = port.path("port");
        Which which = !port.has("port") ? new Which.All() : number.isString() ? new Which.Named(number.stringValue())
                : new Which.Numbers(number.asInt(), port.has("endPort") ? OptionalInt.of(port.path("endPort").asInt()) : OptionalInt.empty());
        return new PolicyPort(protocol, which);
    }

    /** @return a label selector */
    public static Selector selector(JsonNode selector) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
            requirements.add(new Selector.Requirement(label.getKey(), Selector.Operator.IN, List.of(label.getValue().asString(""))));
        }
        each(selector, "matchExpressions").forEach(expression -> requirements.add(new Selector.Requirement(expression.path("key").asString(""),
                operator(expression.path("operator").asString("")), each(expression, "values").map(value -> value.asString("")).toList())));
        return requirements.isEmpty() ? Selector.ALL : new Selector(requirements);
    }

    private static Selector.Operator operator(String word) {
        return switch (word) {
            case "In" -> Selector.Operator.IN;
            case "NotIn" -> Selector.Operator.NOT_IN;
            case "Exists" -> Selector.Operator.EXISTS;
            case "DoesNotExist" -> Selector.Operator.DOES_NOT_EXIST;
            default -> throw new IllegalArgumentException("unknown operator \"" + word + "\" of a label selector: expected In, NotIn, Exists or DoesNotExist");
        };
    }

    static Stream<JsonNode> each(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? list.valueStream() : Stream.empty();
    }
}
