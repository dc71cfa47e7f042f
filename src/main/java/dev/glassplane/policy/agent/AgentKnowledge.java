package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Packet;
import dev.glassplane.policy.calico.CalicoKnowledge;
import dev.glassplane.policy.edits.KubernetesEdits;
import dev.glassplane.policy.endpoints.ControllerSwitch;
import dev.glassplane.policy.endpoints.PolicyEndpointEdits;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.HostVeth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What policies mean for pods whose nodes run the network policy agent, or Cilium; of nodes that run Felix, another one knows. */
public final class AgentKnowledge implements PolicyKnowledge {

    /** Service mode of nodes where Cilium runs. */
    static final String CILIUM_MODE = "ebpf";

    private final Policies policies;
    private final AgentReader reader;
    private final ServiceModes modes;
    private final CalicoKnowledge calico;
    private final Recently<ImageMemory> memory = new Recently<>();

    AgentKnowledge(Policies policies, AgentReader reader, ServiceModes modes, CalicoKnowledge calico) {
        this.calico = calico;
        this.policies = policies;
        this.reader = reader;
        this.modes = modes;
    }

    @Override
    public Standing standing(ObjectKey key, Direction direction, ClusterImage image) {
        PodNetwork network = ClusterNetwork.of(image).kind();
        if (network == PodNetwork.BGP) {
            return calico.standing(key, direction, image);
        }
        Pod pod = image.pods().get(key);
        List<NetworkPolicy> isolating = pod == null ? List.of() : policies.isolating(pod, direction, image);
        if (isolating.isEmpty()) {
            return pod == null ? new Standing.Silent() : calico.unenforced(pod, direction, image, network);
        }
        String who = names(isolating) + (isolating.size() == 1 ? " isolates" : " isolate") + " pod " + key.qualifiedName() + " for " + direction.word();
        if (pod.hostNetwork()) {
            return new Standing.Ignored(who + ", but it is on its node's network, where nobody enforces policies");
        }
        if (image.node(pod.nodeName()).filter(node -> modes.of(node, image).equals(CILIUM_MODE)).isPresent()) {
            return new Standing.NotModelled(who + ", which Cilium on node " + pod.nodeName() + " would enforce (limit: ebpf-datapath)");
        }
        return switch (network) {
            case VPC -> ClusterNetwork.of(image).ipv6() && reader.settings(image).enabled()
                    ? new Standing.NotModelled(who + ", which the agent would enforce on IPv6 packets (limit: ipv6-clusters)") : byAgent(who, pod, image);
            case VXLAN -> new Standing.Ignored(who + ", but " + network.called() + " has no policy engine, and nobody enforces policies");
            case BGP -> calico.standing(key, direction, image);
        };
    }

    private Standing byAgent(String who, Pod pod, ClusterImage image) {
        AgentSettings settings = reader.settings(image);
        if (!settings.enabled()) {
            return new Standing.Ignored(who + ", but nobody enforces policies: container aws-eks-nodeagent of DaemonSet kube-system/aws-node runs without "
                    + "--enable-network-policy=true");
        }
        String prefix = AwsNodeSettings.of(image).vethPrefix();
        if (!prefix.equals(HostVeth.PREFIX)) {
            return new Standing.Ignored(who + ", but the network policy agent looks for devices " + HostVeth.PREFIX
                    + "..., and AWS_VPC_K8S_CNI_VETHPREFIX calls them " + prefix + "...");
        }
        return selected(pod, settings, image) ? new Standing.Enforced() : new Standing.Ignored(who + ", but no PolicyEndpoint says so"
                + (ControllerSwitch.on(image) ? " yet" : ": key " + ControllerSwitch.KEY + " of ConfigMap kube-system/amazon-vpc-cni is not \"true\""));
    }

    private boolean selected(Pod pod, AgentSettings settings, ClusterImage image) {
        return reader.view(PodIdentifier.of(pod.key()), settings.mode(), image).stream().flatMap(view -> view.selected().stream())
                .anyMatch(selected -> selected.pod().equals(pod.key()));
    }

    static String names(List<NetworkPolicy> policies) {
        return (policies.size() == 1 ? "NetworkPolicy " : "NetworkPolicies ") + policies.stream().map(NetworkPolicy::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Reason> reason(ObjectKey key, Direction direction, Packet packet, ClusterImage image) {
        if (ClusterNetwork.of(image).is(PodNetwork.BGP)) {
            return calico.reason(key, direction, packet, image);
        }
        ImageMemory seen = memory.of(() -> new ImageMemory(image, policies.all(image)), image);
        List<NetworkPolicy> behind = seen.behind(key, pod -> behind(pod, image));
        Pod pod = image.pods().get(key);
        return behind.isEmpty() || pod == null ? Optional.empty() : Optional.of(new Explanation(behind, pod, direction, packet, seen).reason());
    }

    @Override
    public List<Edit> edits(ObjectKey key, Direction direction, Packet packet, ClusterImage image) {
        if (ClusterNetwork.of(image).is(PodNetwork.BGP)) {
            return calico.edits(key, direction, packet, image);
        }
        Pod pod = image.pods().get(key);
        return pod == null ? List.of() : KubernetesEdits.of(policies.isolating(pod, direction, image), direction, packet, image,
                edit -> PolicyEndpointEdits.following(edit, image));
    }

    private List<NetworkPolicy> behind(ObjectKey key, ClusterImage image) {
        Optional<AgentView> view = reader.view(PodIdentifier.of(key), reader.settings(image).mode(), image);
        return view.stream().flatMap(known -> known.rules().policies().stream())
                .flatMap(name -> policies.of(new ObjectKey(NetworkPolicy.RESOURCE, key.namespace(), name), image).stream()).toList();
    }
}
