package dev.glassplane.cni.bgp;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.policy.calico.EndpointLabels;
import dev.glassplane.policy.calico.EndpointSet;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.calico.FelixPolicies.Picture;
import dev.glassplane.policy.calico.FelixPolicy;
import dev.glassplane.policy.calico.Tier;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Felix does about policies, as causes: one a policy, for its chains on the nodes of its pods, and one a set that rules ask, for its members there.
 * Which policies a pod's own chains lead to belongs to the pod.
 *
 * @param policies reads policies
 */
record PolicyCauses(FelixPolicies policies) {

    /** Resource of the cause of a set. */
    static final String SETS = "felix-sets";
    /** Endpoints inherit labels of these. */
    private static final Set<String> PARENTS = Set.of("namespaces", "serviceaccounts");

    void add(ClusterImage image, Set<ObjectKey> causes) {
        Picture picture = policies.of(image);
        causes.addAll(picture.policies().keySet());
        picture.sets().keySet().forEach(id -> causes.add(set(id)));
    }

    private static ObjectKey set(String id) {
        return new ObjectKey(SETS, "", id);
    }

    void addAffected(ObjectKey changed, ClusterImage image, Set<ObjectKey> affected) {
        if (FelixPolicies.RESOURCES.contains(changed.resource())) {
            policies.of(changed, image).ifPresent(policy -> addPolicy(policy, image, affected));
        } else if (changed.resource().equals("pods")) {
            Optional.ofNullable(image.pods().get(changed)).filter(Pod::wired).ifPresent(pod -> addPod(pod, image, affected));
        } else if (PARENTS.contains(changed.resource()) && !policies.of(image).policies().isEmpty()) {
            add(image, affected);
            String namespace = changed.namespace().isEmpty() ? changed.name() : changed.namespace();
            image.pods().keySet().stream().filter(pod -> pod.namespace().equals(namespace)).forEach(affected::add);
        }
    }

    private void addPolicy(FelixPolicy policy, ClusterImage image, Set<ObjectKey> affected) {
        affected.add(policy.key());
        FelixPolicies.sets(policy).forEach(set -> affected.add(set(set.id())));
        policies.selected(policy, image).forEach(pod -> affected.add(pod.key()));
    }

    /** Policies that are about the pod, because of its node; sets that they ask, for the same reason; and sets that it is in. */
    private void addPod(Pod pod, ClusterImage image, Set<ObjectKey> affected) {
        policies.about(pod, image).stream().flatMap(tier -> tier.policies().stream()).forEach(policy -> {
            affected.add(policy.key());
            FelixPolicies.sets(policy).forEach(set -> affected.add(set(set.id())));
        });
        EndpointLabels labels = EndpointLabels.of(pod, image);
        policies.of(image).sets().forEach((id, set) -> {
            if (set.selector().matches(labels)) {
                affected.add(set(id));
            }
        });
    }

    Optional<FelixView> policy(ObjectKey key, ClusterImage image) {
        return policies.of(key, image).map(policy -> new FelixView.Policy(policy, nodes(policy, image)));
    }

    Optional<FelixView> members(ObjectKey cause, ClusterImage image) {
        Picture picture = policies.of(image);
        EndpointSet set = picture.sets().get(cause.name());
        if (set == null) {
            return Optional.empty();
        }
        Set<String> nodes = picture.users().get(cause.name()).stream().flatMap(policy -> nodes(policy, image).stream()).collect(Collectors.toSet());
        return Optional.of(new FelixView.Members(set, nodes.isEmpty() ? Set.of() : PolicySets.members(set, policies.members(set, image)), nodes));
    }

    private Set<String> nodes(FelixPolicy policy, ClusterImage image) {
        return policies.selected(policy, image).stream().map(Pod::nodeName).collect(Collectors.toSet());
    }

    List<PolicyGroup.OfTier> tiers(Pod pod, ClusterImage image) {
        return PolicyGroup.of(policies.about(pod, image));
    }

    /** @return names, orders and last words of tiers: every pod's chains follow them */
    List<Tier> tiers(ClusterImage image) {
        return policies.of(image).tiers().stream().map(tier -> new Tier(tier.name(), tier.order(), tier.passes(), List.of())).toList();
    }

    static boolean on(Set<String> nodes, NodeFacts node) {
        return nodes.contains(node.name());
    }
}
