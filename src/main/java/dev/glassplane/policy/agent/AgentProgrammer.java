package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.MapDeclaration;
import dev.glassplane.linux.bpf.PodState;
import dev.glassplane.linux.bpf.PolicyAttachment;
import dev.glassplane.linux.bpf.PolicyMaps;
import dev.glassplane.linux.bpf.PolicySlots;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.policy.endpoints.PolicyEndpoints;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.HostVeth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The network policy agent on every node: attaches its programs to pods and writes their maps from PolicyEndpoints. A cause is what pods share maps by,
 * so that a change of a pod or a policy touches the maps of the pods that it is about. Where Cilium runs, its programs end before the agent's are
 * asked, so that the agent is left out there.
 */
public final class AgentProgrammer implements NodeProgrammer<PodIdentifier, AgentView> {

    static final String COMPONENT = "aws-network-policy-agent";
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final Origin NODE = Origin.of(COMPONENT, "traffic of the node itself");
    private static final Origin START = Origin.of(COMPONENT, "programs of the pods");

    private final AgentReader reader;
    private final ServiceModes modes;

    /** @param modes tells where Cilium runs */
    AgentProgrammer(AgentReader reader, ServiceModes modes) {
        this.reader = reader;
        this.modes = modes;
    }

    /** Of the node: its address, the pods on it, and which of them policies select. */
    private record Reads(Optional<Ip> address, List<AgentView.OnNode> pods, boolean selected, AgentSettings.Mode mode) {}

    @Override
    public String component() {
        return COMPONENT;
    }

    @Override
    public boolean runsOn(NodeFacts node, ClusterImage image) {
        return !modes.of(node.node(), image).equals(AgentKnowledge.CILIUM_MODE);
    }

    @Override
    public Object common(ClusterImage image) {
        return List.of(reader.settings(image), modes.configured(image));
    }

    @Override
    public Set<PodIdentifier> causes(ClusterImage image) {
        return reader.settings(image).enabled() ? image.pods().keySet().stream().map(PodIdentifier::of).collect(Collectors.toSet()) : Set.of();
    }

    @Override
    public Set<PodIdentifier> affected(ClusterDelta delta, ClusterImage image) {
        if (!reader.settings(image).enabled()) {
            return Set.of();
        }
        if (delta.full()) {
            return causes(image);
        }
        Set<PodIdentifier> affected = new HashSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals("pods")) {
                affected.add(PodIdentifier.of(key));
            } else if (key.resource().equals(PolicyEndpoints.RESOURCE)) {
                affected.addAll(reader.identifiers(key, image));
                reader.forget(image);
            }
        }
        return affected;
    }

    @Override
    public Optional<AgentView> view(PodIdentifier cause, ClusterImage image) {
        AgentSettings settings = reader.settings(image);
        return settings.enabled() ? reader.view(cause, settings.mode(), image) : Optional.empty();
    }

    @Override
    public Optional<Set<String>> only(PodIdentifier cause, AgentView view) {
        return Optional.of(view.pods().stream().map(AgentView.OnNode::node).collect(Collectors.toSet()));
    }

    @Override
    public Object reads(PodIdentifier cause, AgentView view, NodeFacts node) {
        Optional<Ip> address = node.primary(Family.IPV4);
        List<AgentView.OnNode> pods = view.pods().stream().filter(pod -> pod.node().equals(node.name())).toList();
        return new Reads(address, pods, pods.stream().anyMatch(pod -> view.selects(pod, address.map(Ip::toString).orElse(""))), view.mode());
    }

    @Override
    public Contribution program(PodIdentifier cause, AgentView view, NodeFacts node) {
        Reads reads = (Reads) reads(cause, view, node);
        boolean idle = !reads.selected() && view.mode() == AgentSettings.Mode.NONE;
        return reads.pods().isEmpty() || idle || reads.address().isEmpty() ? Contribution.NONE
                : Contribution.NONE.withEntries(new Writing(cause, view, reads).entries());
    }

    /** The entries of one identifier on one node. */
    private record Writing(PodIdentifier cause, AgentView view, Reads reads, List<Entry<?, ?>> out) {

        Writing(PodIdentifier cause, AgentView view, Reads reads) {
            this(cause, view, reads, new ArrayList<>());
        }

        List<Entry<?, ?>> entries() {
            for (AgentView.OnNode pod : reads.pods()) {
                HostVeth.names(pod.pod().namespace(), pod.pod().name()).forEach(device -> put(PolicyAttachment.TABLE, device,
                        new PolicyAttachment(cause.toString()), START));
            }
            for (Direction direction : Direction.values()) {
                boolean ingress = direction == Direction.INGRESS;
                declare(PolicyMaps.rules(cause.toString(), ingress));
                declare(PolicyMaps.clusterRules(cause.toString(), ingress));
                declare(PolicyMaps.states(cause.toString(), ingress));
                put(PolicyMaps.states(cause.toString(), ingress), PodState.NETWORK_POLICY_KEY, state(), START);
                put(PolicyMaps.states(cause.toString(), ingress), PodState.CLUSTER_POLICY_KEY, PodState.DEFAULT_ALLOW, START);
                if (reads.selected()) {
                    rules(direction, PolicyMaps.rules(cause.toString(), ingress));
                }
            }
            return out;
        }

        private PodState state() {
            return reads.selected() ? PodState.POLICIES_APPLIED : reads.mode() == AgentSettings.Mode.STRICT ? PodState.DEFAULT_DENY : PodState.DEFAULT_ALLOW;
        }

        private void rules(Direction direction, BpfMap<Cidr, PolicySlots> map) {
            List<AgentRule> rules = view.rules().restricts(direction) ? view.rules().of(direction)
                    : List.of(new AgentRule("", EVERYWHERE, List.of(), List.of()));
            RuleEntries.of(reads.address().orElseThrow(), rules).forEach((cidr, value) -> put(map, cidr, value.slots(), origin(direction, value.policies())));
        }

        private Origin origin(Direction direction, Set<String> policies) {
            if (policies.isEmpty()) {
                return NODE;
            }
            return policies.contains("") ? Origin.of(COMPONENT, "no policy isolates for " + direction.word())
                    : new Origin(COMPONENT, policies.size() == 1 ? "NetworkPolicy" : "NetworkPolicies", cause.namespace(), String.join(", ", policies), direction.word());
        }

        private void declare(BpfMap<?, ?> map) {
            put(MapDeclaration.TABLE, map.name(), new MapDeclaration(map, map.defaultMaxEntries()), START);
        }

        private <K, V> void put(EntryTable<K, V> table, K key, V value, Origin origin) {
            out.add(new Entry<>(table, key, value, origin));
        }
    }
}
