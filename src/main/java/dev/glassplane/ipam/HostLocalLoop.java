package dev.glassplane.ipam;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives bound pods addresses of their node's podCIDR, as Flannel lets the plugin host-local do. An address is free again as soon as its pod is gone or
 * has finished. Which one was reserved last stands in an annotation of the Node; the plugin keeps it in a file there.
 */
@Component
@Order(700)
class HostLocalLoop implements ControlLoop {

    /** Annotation of a Node: what host-local keeps in {@code /var/lib/cni/networks/cbr0/last_reserved_ip.0}. */
    static final String LAST_RESERVED = "glassplane.dev/last-reserved-ip";
    private static final String NO_SUBNET = "failed to load flannel 'subnet.env' file: open /run/flannel/subnet.env: no such file or directory. "
            + "Check the flannel pod log for this node.";

    private final Objects objects;
    private final EventRecorder events;
    private final PodAddresses addresses;
    private final Kind nodes;
    private final Kind pods;
    private final PodsByNode podsByNode = new PodsByNode();
    /** By uid of the pod, until an image shows it. */
    private final Map<String, Ip> given = new HashMap<>();
    private final Map<String, Ip> lastReserved = new HashMap<>();

    HostLocalLoop(Objects objects, Kinds kinds, EventRecorder events, PodAddresses addresses) {
        this.objects = objects;
        this.events = events;
        this.addresses = addresses;
        this.nodes = kinds.named("nodes");
        this.pods = kinds.named("pods");
    }

    @Override
    public String name() {
        return "host-local";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (ClusterNetwork.of(image).is(PodNetwork.VXLAN)) {
            Set<String> concerned = podsByNode.update(delta, image);
            delta.touched().stream().filter(key -> key.resource().equals("nodes")).forEach(key -> concerned.add(key.name()));
            lastReserved.keySet().removeIf(name -> image.node(name).isEmpty());
            concerned.forEach(name -> serve(name, image));
        }
        return Optional.empty();
    }

    private void serve(String name, ClusterImage image) {
        Set<Ip> taken = new HashSet<>();
        List<Pod> waiting = new ArrayList<>();
        for (ObjectKey key : podsByNode.on(name)) {
            Pod pod = image.pods().get(key);
            if (pod == null || !pod.hasOwnNetwork()) {
                continue;
            }
            taken.addAll(pod.ips());
            if (pod.ips().isEmpty()) {
                Optional.ofNullable(given.get(pod.uid())).ifPresentOrElse(taken::add, () -> waiting.add(pod));
            } else {
                given.remove(pod.uid());
            }
        }
        image.node(name).filter(node -> !waiting.isEmpty()).ifPresent(node -> serve(node, waiting, taken, image));
    }

    private void serve(Node node, List<Pod> waiting, Set<Ip> taken, ClusterImage image) {
        Optional<Cidr> range = node.podCidrs().stream().filter(cidr -> cidr.network().isV4()).findFirst();
        if (range.isEmpty()) {
            waiting.forEach(pod -> refuse(pod, node, NO_SUBNET, image));
            return;
        }
        HostLocal plugin = new HostLocal(range.get());
        Map<Pod, Ip> assigned = new LinkedHashMap<>();
        Optional<Ip> last = Optional.ofNullable(lastReserved.get(node.name()))
                .or(() -> Ip.tryParse(node.annotations().getOrDefault(LAST_RESERVED, "")));
        for (Pod pod : waiting) {
            Optional<Ip> ip = plugin.next(last, taken::contains);
            ip.ifPresentOrElse(found -> assigned.put(pod, found), () -> refuse(pod, node, "failed to delegate add: " + plugin.exhausted(), image));
            ip.ifPresent(taken::add);
            last = ip.or(() -> Optional.ofNullable(lastReserved.get(node.name())));
            ip.ifPresent(found -> lastReserved.put(node.name(), found));
        }
        if (!assigned.isEmpty()) {
            objects.modify(nodes, "", node.name(), "", object -> {
                object.withObject("/metadata/annotations").put(LAST_RESERVED, lastReserved.get(node.name()).toString());
                return object;
            });
        }
        assigned.forEach((pod, ip) -> addresses.write(pod, ip).ifPresent(_ -> given.put(pod.uid(), ip)));
    }

    private void refuse(Pod pod, Node node, String why, ClusterImage image) {
        image.object(pod.key()).ifPresent(stored -> events.record(pods, stored.object(), "kubelet", node.name(), EventRecorder.WARNING,
                "FailedCreatePodSandBox", SandboxFailure.of(pod.uid(), "plugin type=\"flannel\" name=\"cbr0\" failed (add): " + why)));
    }
}
