package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.policy.endpoints.ResolvedEndpoint;
import dev.glassplane.store.ObjectKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A PolicyEndpoint as the agent reads it.
 *
 * @param policy      name of its NetworkPolicy
 * @param ingress     rules
 * @param egress      rules
 * @param isolates    directions in which the policy isolates its pods
 * @param pods        pods that it selects
 * @param identifiers of those pods
 */
record ReadEndpoint(String policy, List<AgentRule> ingress, List<AgentRule> egress, Set<Direction> isolates, Set<Selected> pods,
                    Set<PodIdentifier> identifiers) {

    /** A pod that the policy selects, and the address of its node. */
    record Selected(ObjectKey pod, String hostIp) {}

    static ReadEndpoint of(ObjectKey key, JsonNode object) {
        JsonNode spec = object.path("spec");
        String policy = spec.path("policyRef").path("name").asString("");
        Set<Direction> isolates = EnumSet.noneOf(Direction.class);
        spec.path("podIsolation").forEach(type -> isolates.add(type.asString("").equals("Egress") ? Direction.EGRESS : Direction.INGRESS));
        Set<Selected> pods = spec.path("podSelectorEndpoints").valueStream().map(pod -> new Selected(new ObjectKey("pods",
                pod.path("namespace").asString(""), pod.path("name").asString("")), pod.path("hostIP").asString(""))).collect(Collectors.toUnmodifiableSet());
        return new ReadEndpoint(policy, rules(policy, spec.path("ingress")), rules(policy, spec.path("egress")), isolates, pods,
                pods.stream().map(pod -> PodIdentifier.of(pod.pod())).collect(Collectors.toUnmodifiableSet()));
    }

    private static List<AgentRule> rules(String policy, JsonNode list) {
        return list.valueStream().flatMap(rule -> AgentRule.of(policy, ResolvedEndpoint.read(rule)).stream()).toList();
    }

    /** @return the same value, with lists of the other one where they are equal, so that comparing them later costs nothing */
    ReadEndpoint sharing(ReadEndpoint other) {
        return new ReadEndpoint(policy, ingress.equals(other.ingress) ? other.ingress : ingress, egress.equals(other.egress) ? other.egress : egress,
                isolates, pods.equals(other.pods) ? other.pods : pods, identifiers.equals(other.identifiers) ? other.identifiers : identifiers);
    }
}
