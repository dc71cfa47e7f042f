package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.policy.calico.CalicoKnowledge;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.model.Policies;

/**
 * The agent, and what it knows.
 *
 * @param programmer writes the maps
 * @param knowledge  explains them
 */
public record NetworkPolicyAgent(AgentProgrammer programmer, PolicyKnowledge knowledge) {

    /**
     * @param policies NetworkPolicies of images
     * @param modes    tells where Cilium runs
     */
    public static NetworkPolicyAgent of(Policies policies, ServiceModes modes) {
        return of(policies, modes, new FelixPolicies());
    }

    /** The same, where another network's agent has read policies already. */
    public static NetworkPolicyAgent of(Policies policies, ServiceModes modes, FelixPolicies felix) {
        AgentReader reader = new AgentReader();
        return new NetworkPolicyAgent(new AgentProgrammer(reader, modes), new AgentKnowledge(policies, reader, modes, new CalicoKnowledge(felix, modes)));
    }
}
