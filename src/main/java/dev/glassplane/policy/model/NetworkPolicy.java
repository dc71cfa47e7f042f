package dev.glassplane.policy.model;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * A NetworkPolicy.
 *
 * @param key         {@code networkpolicies.networking.k8s.io/NAMESPACE/NAME}
 * @param uid         metadata.uid
 * @param podSelector pods of its namespace that it is about
 * @param isolates    spec.policyTypes: directions in which only what a rule lets through passes
 * @param ingress     rules for what enters the pods
 * @param egress      rules for what leaves them
 */
public record NetworkPolicy(ObjectKey key, String uid, LabelSelector podSelector, Set<Direction> isolates, List<Rule> ingress, List<Rule> egress) {

    /** Resource of the kind. */
    public static final String RESOURCE = "networkpolicies.networking.k8s.io";

    public NetworkPolicy {
        isolates = Set.copyOf(isolates);
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    /**
     * A rule lets through what matches one of its peers and one of its ports.
     *
     * @param peers empty for anybody
     * @param ports empty for all
     */
    public record Rule(List<PolicyPeer> peers, List<PolicyPort> ports) {
        public Rule {
            peers = List.copyOf(peers);
            ports = List.copyOf(ports);
        }
    }

    /** @return rules for the direction */
    public List<Rule> rules(Direction direction) {
        return direction == Direction.INGRESS ? ingress : egress;
    }

    /** @return whether the policy is about the pod */
    public boolean selects(Pod pod) {
        return pod.key().namespace().equals(key.namespace()) && podSelector.matches(pod.labels());
    }

    /** @return {@code NAMESPACE/NAME} */
    public String name() {
        return key.qualifiedName();
    }
}
