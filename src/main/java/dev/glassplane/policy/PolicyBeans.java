package dev.glassplane.policy;

import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.policy.agent.AgentProgrammer;
import dev.glassplane.policy.agent.NetworkPolicyAgent;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.model.Policies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires NetworkPolicy in. */
@Configuration(proxyBeanMethods = false)
class PolicyBeans {

    @Bean
    Policies networkPolicies() {
        return new Policies();
    }

    @Bean
    FelixPolicies felixPolicies() {
        return new FelixPolicies();
    }

    @Bean
    NetworkPolicyAgent networkPolicyAgent(Policies policies, ServiceModes modes, FelixPolicies felix) {
        return NetworkPolicyAgent.of(policies, modes, felix);
    }

    /** After kube-proxy: programs sit on devices that are there, and no rule of anybody depends on them. */
    @Bean
    @Order(300)
    AgentProgrammer networkPolicyProgrammer(NetworkPolicyAgent agent) {
        return agent.programmer();
    }

    @Bean
    PolicyKnowledge policyKnowledge(NetworkPolicyAgent agent) {
        return agent.knowledge();
    }
}
