package dev.glassplane.policy.endpoints;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Cidr;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.policy.model.PolicyPeer;
import dev.glassplane.policy.model.PolicyPort.Which;
import dev.glassplane.policy.model.PolicyPort;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns the rules of one policy into addresses and ports ({@code aws/amazon-network-policy-controller-k8s: pkg/resolvers/endpoints.go}). What is
 * particular to it: named ports of ingress rules are those of all pods that the policy selects, named ports of egress rules to an ipBlock are left
 * out, egress to pods opens the ClusterIPs of Services that select such pods, and rules count whether or not policyTypes names their direction.
 * Objects go by name, where the real one's order is random.
 */
public final class EndpointResolver {

    private static final List<String> EVERYWHERE = List.of("0.0.0.0/0", "::/0");

    private final ClusterImage image;
    private final NetworkPolicy policy;
    private final Map<String, List<Pod>> podsOf = new HashMap<>();
    private final Set<ObjectKey> used = new LinkedHashSet<>();

    /** @param policy to be resolved against the image */
    public EndpointResolver(ClusterImage image, NetworkPolicy policy) {
        this.image = image;
        this.policy = policy;
    }

    /** @return what every rule of the direction came to, in the order of the rules */
    public List<Resolved> resolve(Direction direction) {
        List<Resolved> all = new ArrayList<>();
        List<Rule> rules = policy.rules(direction);
        for (int i = 0; i < rules.size(); i++) {
            rule(i, rules.get(i), direction, all);
        }
        return all;
    }

    /** @return pods that the policy selects and that have an address, by name */
    public List<Pod> selected() {
        return selectedAtAll().filter(pod -> !pod.hostNetwork()).toList();
    }

    /** @return pods that were looked at and counted so far */
    Set<ObjectKey> used() {
        return used;
    }

    private java.util.stream.Stream<Pod> selectedAtAll() {
        return pods(policy.key().namespace()).stream().filter(pod -> policy.podSelector().matches(pod.labels())).peek(pod -> used.add(pod.key()));
    }

    private void rule(int index, Rule rule, Direction direction, List<Resolved> out) {
        if (rule.peers().isEmpty()) {
            numbers(rule.ports(), direction).ifPresent(ports -> EVERYWHERE.forEach(cidr ->
                    out.add(new Resolved(index, OptionalInt.empty(), Optional.empty(), new ResolvedEndpoint(cidr, List.of(), ports)))));
            return;
        }
        for (int i = 0; i < rule.peers().size(); i++) {
            OptionalInt at = OptionalInt.of(i);
            switch (rule.peers().get(i)) {
                case PolicyPeer.Block block -> numbers(rule.ports(), direction).ifPresent(ports -> out.add(new Resolved(index, at, Optional.empty(),
                        new ResolvedEndpoint(block.cidr().toString(), block.except().stream().map(Cidr::toString).toList(), ports))));
                case PolicyPeer.Pods pods -> addresses(pods, rule.ports(), direction).forEach(endpoint ->
                        out.add(new Resolved(index, at, Optional.empty(), endpoint)));
            }
        }
        if (direction == Direction.EGRESS) {
            services(index, rule, out);
        }
    }

    /** Ports of a rule that is about addresses: empty if none of the ports that it names can be a number. */
    private Optional<List<ResolvedPort>> numbers(List<PolicyPort> ports, Direction direction) {
        List<ResolvedPort> numbers = new ArrayList<>();
        for (PolicyPort port : ports) {
            switch (port.which()) {
                case Which.All _ -> numbers.add(new ResolvedPort(port.protocol(), OptionalInt.empty(), OptionalInt.empty()));
                case Which.Numbers range -> numbers.add(new ResolvedPort(port.protocol(), OptionalInt.of(range.from()), range.end()));
                case Which.Named _ -> numbers.addAll(direction == Direction.INGRESS ? ofSelected(List.of(port)) : List.of());
            }
        }
        return numbers.isEmpty() && !ports.isEmpty() ? Optional.empty() : Optional.of(numbers);
    }

    /** What the ports are called by the pods that the policy selects, all of them together. */
    private List<ResolvedPort> ofSelected(List<PolicyPort> ports) {
        return selectedAtAll().flatMap(pod -> on(pod, ports).stream()).distinct().toList();
    }

    private static List<ResolvedPort> on(Pod pod, List<PolicyPort> ports) {
        List<ResolvedPort> numbers = new ArrayList<>();
        for (PolicyPort port : ports) {
            switch (port.which()) {
                case Which.All _ -> numbers.add(new ResolvedPort(port.protocol(), OptionalInt.empty(), OptionalInt.empty()));
                case Which.Numbers range -> numbers.add(new ResolvedPort(port.protocol(), OptionalInt.of(range.from()), range.end()));
                case Which.Named named -> port.number(pod, named.name()).ifPresent(number ->
                        numbers.add(new ResolvedPort(port.protocol(), OptionalInt.of(number), OptionalInt.empty())));
            }
        }
        return numbers;
    }

    private List<ResolvedEndpoint> addresses(PolicyPeer.Pods peer, List<PolicyPort> ports, Direction direction) {
        List<ResolvedPort> ofSelected = direction == Direction.INGRESS ? ofSelected(ports) : List.of();
        if (direction == Direction.INGRESS && ofSelected.isEmpty() && !ports.isEmpty()) {
            return List.of();
        }
        List<ResolvedEndpoint> addresses = new ArrayList<>();
        for (String namespace : namespaces(peer)) {
            for (Pod pod : pods(namespace)) {
                if (peer.pods().orElse(LabelSelector.ALL).matches(pod.labels())) {
                    used.add(pod.key());
                    List<ResolvedPort> numbers = direction == Direction.INGRESS ? ofSelected : on(pod, ports);
                    if (!numbers.isEmpty() || ports.isEmpty()) {
                        addresses.add(new ResolvedEndpoint(pod.ips().getFirst().toString(), List.of(), numbers));
                    }
                }
            }
        }
        return addresses;
    }

    /** The program at the pod sees the ClusterIP, so that it must be open too; the real controller adds these after all addresses of the rule. */
    private void services(int index, Rule rule, List<Resolved> out) {
        for (int i = 0; i < rule.peers().size(); i++) {
            if (rule.peers().get(i) instanceof PolicyPeer.Pods peer) {
                for (String namespace : namespaces(peer)) {
                    for (Service service : services(namespace)) {
                        Optional<List<ResolvedPort>> ports = peer.pods().orElse(LabelSelector.ALL).matches(service.selector())
                                ? new ServicePorts(service, pods(namespace)).open(rule.ports()) : Optional.empty();
                        if (ports.isPresent()) {
                            out.add(new Resolved(index, OptionalInt.of(i), Optional.of(service),
                                    new ResolvedEndpoint(service.clusterIps().getFirst().toString(), List.of(), ports.get())));
                        }
                    }
                }
            }
        }
    }

    private List<Service> services(String namespace) {
        return image.all("services").subMap(new ObjectKey("services", namespace, ""), new ObjectKey("services", namespace + '\0', "")).keySet().stream()
                .map(key -> image.services().get(key)).filter(service -> !service.headless() && !service.clusterIps().isEmpty()).toList();
    }

    private List<String> namespaces(PolicyPeer.Pods peer) {
        return peer.namespaces().map(selector -> image.all("namespaces").keySet().stream().map(ObjectKey::name)
                .filter(name -> selector.matches(Policies.labelsOf(name, image))).toList()).orElse(List.of(policy.key().namespace()));
    }

    /** Pods that have an address and whose containers may run, by name. */
    private List<Pod> pods(String namespace) {
        return podsOf.computeIfAbsent(namespace, _ -> image.all("pods").subMap(new ObjectKey("pods", namespace, ""),
                new ObjectKey("pods", namespace + '\0', "")).keySet().stream().map(key -> image.pods().get(key))
                .filter(pod -> !pod.ips().isEmpty() && !pod.finished()).toList());
    }
}
