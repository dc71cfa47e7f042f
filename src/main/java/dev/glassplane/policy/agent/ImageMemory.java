package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.policy.endpoints.EndpointResolver;
import dev.glassplane.policy.endpoints.Resolved;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Semantics;
import dev.glassplane.store.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What explanations over one image have in common; all of it follows from the image. May be used from any thread. */
final class ImageMemory {

    private final ClusterImage image;
    private final Map<ObjectKey, List<NetworkPolicy>> behind = new ConcurrentHashMap<>();
    private final Map<Question, List<Resolved>> resolved = new ConcurrentHashMap<>();
    private final Semantics semantics;
    private volatile Map<Ip, Pod> pods;
    private volatile Set<Ip> services;

    private record Question(ObjectKey policy, Direction direction) {}

    /** @param policies of the image */
    ImageMemory(ClusterImage image, List<NetworkPolicy> policies) {
        this.image = image;
        this.semantics = new Semantics(policies, image);
    }

    /** @return the policies whose rules are in the pod's maps */
    List<NetworkPolicy> behind(ObjectKey pod, Function<ObjectKey, List<NetworkPolicy>> finder) {
        List<NetworkPolicy> known = behind.get(pod);
        if (known == null) {
            known = finder.apply(pod);
            behind.put(pod, known);
        }
        return known;
    }

    /** @return what the policy's rules come to, rule by rule */
    List<Resolved> resolved(NetworkPolicy policy, Direction direction) {
        Question question = new Question(policy.key(), direction);
        List<Resolved> known = resolved.get(question);
        if (known == null) {
            known = List.copyOf(new EndpointResolver(image, policy).resolve(direction));
            resolved.put(question, known);
        }
        return known;
    }

    Semantics semantics() {
        return semantics;
    }

    /** @return whether it is an address of Services, which the API does not speak of */
    boolean isService(Ip ip) {
        Set<Ip> known = services;
        if (known == null) {
            known = image.services().values().stream().flatMap(service -> Stream.of(service.clusterIps(), service.externalIps()).flatMap(List::stream))
                    .collect(Collectors.toSet());
            services = known;
        }
        return known.contains(ip);
    }

    /** @return the pod that has this address to itself */
    Optional<Pod> holder(Ip ip) {
        Map<Ip, Pod> known = pods;
        if (known == null) {
            known = new HashMap<>();
            for (Pod pod : image.pods().values()) {
                if (pod.hasOwnNetwork()) {
                    for (Ip address : pod.ips()) {
                        known.putIfAbsent(address, pod);
                    }
                }
            }
            pods = known;
        }
        return Optional.ofNullable(known.get(ip));
    }
}
