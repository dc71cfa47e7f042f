package dev.glassplane.policy.agent;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.policy.endpoints.PolicyEndpoints;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the agents know of an image. A function of the image; objects that were read before are not read again. May be used from any thread.
 */
final class AgentReader {

    /** Objects of the past that are kept beside those of the last image. */
    private static final int SPARE = 1000;

    private static final AgentSettings OFF = new AgentSettings(false, AgentSettings.Mode.STANDARD);

    private final Map<ObjectKey, Read> read = new ConcurrentHashMap<>();

    private final Recently<AgentSettings> settings = new Recently<>();

    /** @return how the agents run */
    AgentSettings settings(ClusterImage image) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return OFF;
        }
        return settings.of(() -> AgentSettings.of(image), image.object(AwsNodeSettings.DAEMON_SET).orElse(null));
    }

    private record Read(Stored stored, ReadEndpoint endpoint) {}

    /** @return what the agents know of the pods that share this identifier; empty if there is no such pod on a node */
    Optional<AgentView> view(PodIdentifier identifier, AgentSettings.Mode mode, ClusterImage image) {
        List<AgentView.OnNode> pods = new ArrayList<>();
        for (Pod pod : identifier.pods(image)) {
            if (pod.wired()) {
                pods.add(new AgentView.OnNode(pod.key(), pod.nodeName()));
            }
        }
        if (pods.isEmpty()) {
            return Optional.empty();
        }
        List<ReadEndpoint> ofNamespace = PolicyEndpoints.in(identifier.namespace(), image).map(this::endpoint).toList();
        Set<String> policies = ofNamespace.stream().filter(endpoint -> endpoint.identifiers().contains(identifier)).map(ReadEndpoint::policy)
                .collect(Collectors.toSet());
        List<ReadEndpoint> concerned = ofNamespace.stream().filter(endpoint -> policies.contains(endpoint.policy())).toList();
        Set<ReadEndpoint.Selected> selected = new HashSet<>();
        concerned.forEach(endpoint -> endpoint.pods().stream().filter(pod -> PodIdentifier.of(pod.pod()).equals(identifier)).forEach(selected::add));
        return Optional.of(new AgentView(identifier, AgentView.Rules.of(concerned), selected, pods, mode));
    }

    /** @return identifiers of the pods of this object's policy */
    Set<PodIdentifier> identifiers(ObjectKey key, ClusterImage image) {
        return image.object(key).map(this::endpoint).map(endpoint -> PolicyEndpoints.in(key.namespace(), image).map(this::endpoint)
                .filter(other -> other.policy().equals(endpoint.policy())).flatMap(other -> other.identifiers().stream()).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private ReadEndpoint endpoint(Stored stored) {
        Read known = read.get(stored.key());
        if (known != null && known.stored() == stored) {
            return known.endpoint();
        }
        ReadEndpoint fresh = ReadEndpoint.of(stored.key(), stored.object());
        ReadEndpoint shared = known == null ? fresh : fresh.sharing(known.endpoint());
        read.put(stored.key(), new Read(stored, shared));
        return shared;
    }

    /** Forgets objects that are gone, once there are many. */
    void forget(ClusterImage image) {
        if (read.size() > image.all(PolicyEndpoints.RESOURCE).size() + SPARE) {
            read.keySet().removeIf(key -> image.object(key).isEmpty());
        }
    }
}
