package dev.glassplane.policy.model;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import dev.glassplane.policy.model.PolicyPort.Which;
import dev.glassplane.store.ObjectKey;
import java.util.EnumSet;
import java.util.List;
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
        return new NetworkPolicy(key, object.path("metadata").path("uid").asString(""), LabelSelector.read(spec.path("podSelector")), isolates(spec, egress),
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

    private static Optional<LabelSelector> optional(JsonNode peer, String field) {
        return peer.has(field) ? Optional.of(LabelSelector.read(peer.path(field))) : Optional.empty();
    }

    private static PolicyPort port(JsonNode port) {
        Protocol protocol = Protocol.parse(port.path("protocol").asString("TCP"));
        JsonNode number = port.path("port");
        Which which = !port.has("port") ? new Which.All() : number.isString() ? new Which.Named(number.stringValue())
                : new Which.Numbers(number.asInt(), port.has("endPort") ? OptionalInt.of(port.path("endPort").asInt()) : OptionalInt.empty());
        return new PolicyPort(protocol, which);
    }

    static Stream<JsonNode> each(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? list.valueStream() : Stream.empty();
    }
}
