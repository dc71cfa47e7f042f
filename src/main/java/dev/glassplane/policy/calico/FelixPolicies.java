package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Recently;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Which policies there are and whom they are about. Functions of the image; what was read last is kept, and an object that is the same in the next image
 * is not read again. May be used from any thread.
 */
public final class FelixPolicies {

    /** Resources of the kinds that are policies. */
    public static final Set<String> RESOURCES = Set.of(NetworkPolicy.RESOURCE, CalicoPolicies.NAMESPACED, CalicoPolicies.GLOBAL);
    /** Objects that are remembered at most; with more, all are forgotten at once. */
    private static final int REMEMBERED_MAX = 20_000;

    private record Read(Stored stored, FelixPolicy policy) {}

    private final Map<ObjectKey, Read> read = new ConcurrentHashMap<>();
    private final Recently<Picture> pictures = new Recently<>();

    /**
     * All policies of an image.
     *
     * @param tiers    in the order in which they are asked, each with its policies
     * @param policies by object
     * @param sets     that rules ask, by id
     * @param users    policies whose rules ask a set, by its id
     */
    public record Picture(List<Tier> tiers, Map<ObjectKey, FelixPolicy> policies, Map<String, EndpointSet> sets, Map<String, List<FelixPolicy>> users) {}

    /** @return what the image shows */
    public Picture of(ClusterImage image) {
        SortedMap<ObjectKey, Stored> kubernetes = image.all(NetworkPolicy.RESOURCE);
        SortedMap<ObjectKey, Stored> namespaced = image.all(CalicoPolicies.NAMESPACED);
        SortedMap<ObjectKey, Stored> global = image.all(CalicoPolicies.GLOBAL);
        SortedMap<ObjectKey, Stored> tiers = image.all(Tier.RESOURCE);
        return pictures.of(() -> {
            Map<ObjectKey, FelixPolicy> policies = new TreeMap<>();
            readAll(kubernetes, KubernetesPolicies::read, policies);
            readAll(namespaced, CalicoPolicies::read, policies);
            readAll(global, CalicoPolicies::read, policies);
            return picture(policies, tiers);
        }, kubernetes, namespaced, global, tiers);
    }

    private void readAll(SortedMap<ObjectKey, Stored> objects, BiFunction<ObjectKey, JsonNode, FelixPolicy> reader, Map<ObjectKey, FelixPolicy> out) {
        if (read.size() > REMEMBERED_MAX) {
            read.clear();
        }
        objects.forEach((key, stored) -> {
            Read known = read.get(key);
            if (known == null || known.stored() != stored) {
                known = new Read(stored, reader.apply(key, stored.object()));
                read.put(key, known);
            }
            out.put(key, known.policy());
        });
    }

    /** A policy in a tier that does not exist is asked after all others, as Felix does while it has not seen the tier. */
    private static Picture picture(Map<ObjectKey, FelixPolicy> policies, SortedMap<ObjectKey, Stored> objects) {
        Map<String, Tier> tiers = new HashMap<>(Map.of(Tier.DEFAULT, new Tier(Tier.DEFAULT, Tier.DEFAULT_ORDER, false, List.of())));
        objects.values().forEach(stored -> tiers.put(stored.key().name(), Tier.read(stored)));
        Map<String, List<FelixPolicy>> byTier = new HashMap<>();
        Map<String, EndpointSet> sets = new HashMap<>();
        Map<String, List<FelixPolicy>> users = new HashMap<>();
        policies.values().stream().sorted(FelixPolicy.ORDER).forEach(policy -> {
            byTier.computeIfAbsent(policy.tier(), _ -> new ArrayList<>()).add(policy);
            for (EndpointSet set : sets(policy)) {
                sets.put(set.id(), set);
                users.computeIfAbsent(set.id(), _ -> new ArrayList<>()).add(policy);
            }
        });
        byTier.keySet().forEach(name -> tiers.putIfAbsent(name, new Tier(name, Double.POSITIVE_INFINITY, false, List.of())));
        List<Tier> sorted = tiers.values().stream().sorted(Tier.ORDER).map(tier -> tier.with(byTier.getOrDefault(tier.name(), List.of()))).toList();
        return new Picture(sorted, policies, sets, users);
    }

    /** @return sets that the policy's rules ask, in the directions that it governs, each once */
    public static List<EndpointSet> sets(FelixPolicy policy) {
        return policy.governs().stream().flatMap(direction -> policy.rules(direction).stream()).flatMap(rule -> rule.sets().stream()).distinct().toList();
    }

    /** @return tiers with the policies that are about the pod, without those that have none */
    public List<Tier> about(Pod pod, ClusterImage image) {
        EndpointLabels labels = EndpointLabels.of(pod, image);
        List<Tier> about = new ArrayList<>();
        for (Tier tier : of(image).tiers()) {
            List<FelixPolicy> selecting = tier.policies().stream().filter(policy -> concerns(policy, pod) && policy.selector().matches(labels)).toList();
            if (!selecting.isEmpty()) {
                about.add(tier.with(selecting));
            }
        }
        return about;
    }

    /** @return whether there are policies of Calico's own kinds */
    boolean hasOwnKinds(ClusterImage image) {
        return !image.all(CalicoPolicies.NAMESPACED).isEmpty() || !image.all(CalicoPolicies.GLOBAL).isEmpty();
    }

    /** @return the policy of an object */
    public Optional<FelixPolicy> of(ObjectKey key, ClusterImage image) {
        return Optional.ofNullable(of(image).policies().get(key));
    }

    /** @return pods with a device that the policy is about */
    public List<Pod> selected(FelixPolicy policy, ClusterImage image) {
        return wired(policy.selector(), image);
    }

    /** @return pods with a device that are in the set, with or without the port that it is about */
    public List<Pod> members(EndpointSet set, ClusterImage image) {
        return wired(set.selector(), image);
    }

    /** Most selectors mean one namespace: then pods of others need not be compared. */
    private static List<Pod> wired(Selector selector, ClusterImage image) {
        Optional<String> namespace = selector.required(EndpointLabels.NAMESPACE);
        Stream<Pod> pods = namespace.isEmpty() ? image.pods().values().stream()
                : image.all("pods").subMap(new ObjectKey("pods", namespace.get(), ""), new ObjectKey("pods", namespace.get() + '\0', "")).keySet().stream()
                        .map(image.pods()::get);
        return pods.filter(pod -> pod.wired() && selector.matches(EndpointLabels.of(pod, image))).toList();
    }

    /** Policies of a namespace are about nothing outside it: most pods need not be compared. */
    private static boolean concerns(FelixPolicy policy, Pod pod) {
        return policy.key().namespace().isEmpty() || policy.key().namespace().equals(pod.key().namespace());
    }
}
