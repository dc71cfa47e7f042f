package dev.glassplane.policy.model;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the NetworkPolicy API says of a new connection, whoever enforces it and however: nothing here knows of a network. Policies are a union: a pod
 * that none selects for a direction takes part in everything; else one rule of one of them must speak of the other end and of the port. Both ends
 * must let a connection through. A pod always reaches itself, and a node its own pods. Policies select no pod on its node's network.
 */
public final class Semantics {

    private final List<NetworkPolicy> policies;
    private final ClusterImage image;

    /** @param policies of all namespaces */
    public Semantics(List<NetworkPolicy> policies, ClusterImage image) {
        this.policies = List.copyOf(policies);
        this.image = image;
    }

    /**
     * One end of a connection.
     *
     * @param ip  its address as the other end knows it
     * @param pod who has it to itself
     */
    public record End(Ip ip, Optional<Pod> pod) {

        /** @return the pod */
        public static End of(Pod pod) {
            return new End(pod.ips().getFirst(), Optional.of(pod).filter(each -> !each.hostNetwork()));
        }
    }

    /** What one end says. */
    public sealed interface Verdict {

        /** @return whether the connection comes about here */
        default boolean allowed() {
            return !(this instanceof Denied);
        }

        /** Nobody isolates it. */
        record NotIsolated() implements Verdict {}

        /**
         * A rule lets it through.
         *
         * @param rule its place in the policy's list for the direction, from 0
         * @param peer its place in the rule; empty if the rule speaks of anybody
         */
        record Allowed(NetworkPolicy policy, int rule, OptionalInt peer) implements Verdict {}

        /** Policies isolate the pod, and none of their rules speaks of it. */
        record Denied(List<NetworkPolicy> isolating) implements Verdict {}
    }

    /** @return whether a connection comes about: the sender's policies and the receiver's both let it through */
    public boolean allows(End from, End to, Protocol protocol, int port) {
        if (from.pod().isPresent() && from.pod().equals(to.pod())) {
            return true;
        }
        boolean ownNode = to.pod().flatMap(pod -> image.node(pod.nodeName())).filter(node -> node.internalIps().contains(from.ip())).isPresent();
        return from.pod().map(pod -> judge(pod, Direction.EGRESS, to, protocol, port).allowed()).orElse(true)
                && (ownNode || to.pod().map(pod -> judge(pod, Direction.INGRESS, from, protocol, port).allowed()).orElse(true));
    }

    /** @return what the policies that select the pod say of a connection with the other end; {@code port} is the receiver's */
    public Verdict judge(Pod pod, Direction direction, End other, Protocol protocol, int port) {
        List<NetworkPolicy> isolating = policies.stream().filter(policy -> policy.isolates().contains(direction) && policy.selects(pod)).toList();
        if (isolating.isEmpty() || pod.hostNetwork()) {
            return new Verdict.NotIsolated();
        }
        Optional<Pod> destination = direction == Direction.INGRESS ? Optional.of(pod) : other.pod();
        for (NetworkPolicy policy : isolating) {
            List<Rule> rules = policy.rules(direction);
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                if (rule.ports().isEmpty() || rule.ports().stream().anyMatch(each -> each.matches(protocol, port, destination))) {
                    OptionalInt peer = peer(rule, policy, other);
                    if (rule.peers().isEmpty() || peer.isPresent()) {
                        return new Verdict.Allowed(policy, i, peer);
                    }
                }
            }
        }
        return new Verdict.Denied(isolating);
    }

    private OptionalInt peer(Rule rule, NetworkPolicy policy, End other) {
        for (int i = 0; i < rule.peers().size(); i++) {
            boolean matches = switch (rule.peers().get(i)) {
                case PolicyPeer.Block block -> block.cidr().contains(other.ip()) && block.except().stream().noneMatch(part -> part.contains(other.ip()));
                case PolicyPeer.Pods pods -> other.pod().filter(pod -> matches(pods, pod, policy)).isPresent();
            };
            if (matches) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private boolean matches(PolicyPeer.Pods peer, Pod pod, NetworkPolicy policy) {
        String namespace = pod.key().namespace();
        return peer.namespaces().map(selector -> selector.matches(Policies.labelsOf(namespace, image))).orElseGet(() -> namespace.equals(policy.key().namespace()))
                && peer.pods().orElse(LabelSelector.ALL).matches(pod.labels());
    }
}
