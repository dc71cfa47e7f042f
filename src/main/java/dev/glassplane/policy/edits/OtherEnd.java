package dev.glassplane.policy.edits;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.store.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whom a rule has to name so that it speaks of a packet, no wider than needed.
 *
 * @param ip        its address
 * @param namespace set if it is pods
 * @param labels    of those pods, without those that a workload gives each of its generations or replicas
 * @param port      that the rule has to open: a number, or the name of a Service's targetPort; empty for a protocol without ports
 */
public record OtherEnd(Ip ip, Optional<String> namespace, Map<String, String> labels, Optional<String> port) {

    private static final Set<String> PASSING = Set.of("pod-template-hash", "controller-revision-hash", "pod-template-generation",
            "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index");

    /** @return the end that the pod is not; a Service's address is its pods, with their port */
    public static OtherEnd of(Direction direction, Packet packet, ClusterImage image) {
        Ip ip = direction == Direction.INGRESS ? packet.source() : packet.destination();
        Optional<String> port = packet.protocol().hasPorts() ? Optional.of(Integer.toString(packet.destinationPort())) : Optional.empty();
        Optional<Pod> pod = image.pods().values().stream().filter(each -> each.hasOwnNetwork() && each.ips().contains(ip)).findFirst();
        if (pod.isPresent()) {
            return new OtherEnd(ip, Optional.of(pod.get().key().namespace()), lasting(pod.get().labels()), port);
        }
        Optional<Service> service = direction == Direction.INGRESS ? Optional.empty() : image.services().values().stream()
                .filter(each -> each.clusterIps().contains(ip) && !each.selector().isEmpty()).findFirst();
        return service.map(of -> new OtherEnd(ip, Optional.of(of.key().namespace()), of.selector(), of.ports().stream()
                .filter(each -> each.port() == packet.destinationPort() && each.protocol() == packet.protocol()).map(Service.Port::targetPort).findFirst().or(() -> port)))
                .orElseGet(() -> new OtherEnd(ip, Optional.empty(), Map.of(), port));
    }

    private static Map<String, String> lasting(Map<String, String> labels) {
        Map<String, String> lasting = new TreeMap<>(labels);
        lasting.keySet().removeAll(PASSING);
        return lasting;
    }

    /** @return {@code pods app=web of namespace shop}, {@code 10.0.0.1/32} */
    public String words(ObjectKey policy) {
        if (namespace.isEmpty()) {
            return ip.asCidr().toString();
        }
        String pods = labels.isEmpty() ? "all pods" : "pods " + String.join(",", labels.entrySet().stream().map(Object::toString).toList());
        return namespace.get().equals(policy.namespace()) ? pods : pods + " of namespace " + namespace.get();
    }
}
