package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.store.ObjectKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an agent reads for the pods that share an identifier.
 *
 * @param identifier of the pods
 * @param rules      of all policies that select one of them, on whichever node
 * @param selected   which of them policies select, with the address of their node
 * @param pods       those that have an address, by name
 * @param mode       what is the rule for pods that no policy selects
 */
record AgentView(PodIdentifier identifier, Rules rules, Set<ReadEndpoint.Selected> selected, List<OnNode> pods,
                 AgentSettings.Mode mode) {

    /** A pod and its node. */
    record OnNode(ObjectKey pod, String node) {}

    /**
     * @param policies names of the policies
     * @param ingress  lists of rules, one of each object
     * @param egress   the same
     * @param isolates directions that a policy isolates
     */
    record Rules(List<String> policies, List<List<AgentRule>> ingress, List<List<AgentRule>> egress, Set<Direction> isolates) {

        static Rules of(List<ReadEndpoint> endpoints) {
            Set<Direction> isolates = EnumSet.noneOf(Direction.class);
            endpoints.forEach(endpoint -> isolates.addAll(endpoint.isolates()));
            return new Rules(endpoints.stream().map(ReadEndpoint::policy).distinct().sorted().toList(),
                    endpoints.stream().map(ReadEndpoint::ingress).toList(), endpoints.stream().map(ReadEndpoint::egress).toList(), isolates);
        }

        List<AgentRule> of(Direction direction) {
            return (direction == Direction.INGRESS ? ingress : egress).stream().flatMap(List::stream).toList();
        }

        /** @return whether only what a rule lets through passes: policies say so, or have rules although they do not say so */
        boolean restricts(Direction direction) {
            return isolates.contains(direction) || !of(direction).isEmpty();
        }
    }

    /** @return whether the agent on a node with this address counts the pod as one of its own that policies select */
    boolean selects(OnNode pod, String hostIp) {
        return selected.contains(new ReadEndpoint.Selected(pod.pod(), hostIp));
    }
}
