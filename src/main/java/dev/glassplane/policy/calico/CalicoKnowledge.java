package dev.glassplane.policy.calico;

import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.store.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What policies mean for pods whose nodes run Felix. */
public final class CalicoKnowledge implements PolicyKnowledge {

    private static final String IPVS = "ipvs";

    private final FelixPolicies policies;
    private final ServiceModes modes;
    private final Recently<Map<Ip, Pod>> holders = new Recently<>();

    /**
     * @param policies reads policies
     * @param modes    tells where kube-proxy uses virtual servers
     */
    public CalicoKnowledge(FelixPolicies policies, ServiceModes modes) {
        this.policies = policies;
        this.modes = modes;
    }

    @Override
    public Standing standing(ObjectKey key, Direction direction, ClusterImage image) {
        Pod pod = image.pods().get(key);
        List<FelixPolicy> governing = pod == null ? List.of() : governing(policies.about(pod, image), direction);
        if (governing.isEmpty()) {
            return new Standing.Silent();
        }
        String who = names(governing) + (governing.size() == 1 ? " governs " : " govern ") + direction.word() + " of pod " + key.qualifiedName();
        if (pod.hostNetwork()) {
            return new Standing.Ignored(who + ", but it is on its node's network, where Felix enforces policies for host endpoints only, and there are none");
        }
        if (image.node(pod.nodeName()).filter(node -> modes.of(node, image).equals(IPVS)).isPresent()) {
            return new Standing.NotModelled(who + ", and with virtual servers Felix enforces them by chains that are not modelled (limit: calico-policy)");
        }
        return new Standing.Enforced();
    }

    /** @return that Calico's own policies are there, but no Felix; silence if there are none about the pod */
    public Standing unenforced(Pod pod, Direction direction, ClusterImage image, PodNetwork network) {
        if (!policies.hasOwnKinds(image)) {
            return new Standing.Silent();
        }
        List<FelixPolicy> governing = governing(policies.about(pod, image), direction).stream().filter(FelixPolicy::ofCalico).toList();
        return governing.isEmpty() ? new Standing.Silent() : new Standing.Ignored(names(governing) + (governing.size() == 1 ? " is" : " are") + " about pod "
                + pod.key().qualifiedName() + ", but the pod network is " + network.called() + ", and nobody enforces policies of Calico");
    }

    static List<FelixPolicy> governing(List<Tier> tiers, Direction direction) {
        return tiers.stream().flatMap(tier -> tier.policies().stream()).filter(policy -> policy.governs().contains(direction)).toList();
    }

    static String names(List<FelixPolicy> policies) {
        return policies.stream().map(FelixPolicy::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Reason> reason(ObjectKey key, Direction direction, Packet packet, ClusterImage image) {
        Pod pod = image.pods().get(key);
        if (pod == null) {
            return Optional.empty();
        }
        List<Tier> tiers = policies.about(pod, image);
        return governing(tiers, direction).isEmpty() ? Optional.empty()
                : Optional.of(new Judgement(pod, direction, packet, tiers, ip -> holder(ip, image), image).reason());
    }

    @Override
    public List<Edit> edits(ObjectKey key, Direction direction, Packet packet, ClusterImage image) {
        Pod pod = image.pods().get(key);
        return pod == null ? List.of() : CalicoEdits.of(new Judgement(pod, direction, packet, policies.about(pod, image), ip -> holder(ip, image), image).denying(),
                direction, packet, image);
    }

    private Optional<Pod> holder(Ip ip, ClusterImage image) {
        return Optional.ofNullable(holders.of(() -> {
            Map<Ip, Pod> pods = new HashMap<>();
            image.pods().values().stream().filter(Pod::wired).forEach(pod -> pod.ips().forEach(each -> pods.putIfAbsent(each, pod)));
            return pods;
        }, image.pods()).get(ip));
    }
}
