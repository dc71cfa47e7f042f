package dev.glassplane.policy.agent;

import dev.glassplane.net.Cidr;
import dev.glassplane.policy.endpoints.ResolvedEndpoint;
import dev.glassplane.policy.endpoints.ResolvedPort;
import java.util.List;
import java.util.Optional;

/**
 * A rule of a PolicyEndpoint as the agent takes it.
 *
 * @param policy name of the NetworkPolicy
 * @param cidr   addresses
 * @param except parts of them that the rule does not speak of
 * @param ports  empty for all
 */
record AgentRule(String policy, Cidr cidr, List<Cidr> except, List<ResolvedPort> ports) {

    AgentRule {
        except = List.copyOf(except);
        ports = List.copyOf(ports);
    }

    /** @return the rule; empty if it is about domain names or IPv6, which an agent of an IPv4 cluster leaves out */
    static Optional<AgentRule> of(String policy, ResolvedEndpoint endpoint) {
        return Cidr.tryParse(endpoint.cidr()).filter(cidr -> cidr.network().isV4()).map(cidr -> new AgentRule(policy, cidr,
                endpoint.except().stream().flatMap(text -> Cidr.tryParse(text).stream()).filter(part -> part.network().isV4()).toList(), endpoint.ports()));
    }

    boolean excepts(Cidr part) {
        return except.stream().anyMatch(each -> each.contains(part));
    }
}
