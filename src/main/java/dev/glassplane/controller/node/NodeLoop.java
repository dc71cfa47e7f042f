package dev.glassplane.controller.node;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.node.NodeStatus.Health;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.image.Node;
import dev.glassplane.image.NodeNetwork;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reports each node's conditions and facts as its kubelet would, keeps taints and labels in step, and makes the node's Lease. The Lease is
 * written once: renewing it every ten seconds would be a write per node without a meaning.
 */
@Component
@Order(500)
public class NodeLoop extends ObjectLoop {

    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;
    private final Writer writer;
    private final KubernetesVersion emulated;
    private final EventRecorder events;
    private final List<NodeNetwork> networks;
    private final Set<ObjectKey> unconnected = new TreeSet<>();

    /** Nodes that need no pod network. */
    public NodeLoop(Objects objects, Kinds kinds, EventRecorder events, KubernetesVersion emulated) {
        this(objects, kinds, events, emulated, List.of());
    }

    /**
     * @param events   gets NodeReady and NodeNotReady
     * @param emulated release that kubelets are of
     * @param networks nodes are not ready before these are
     */
    @Autowired
    public NodeLoop(Objects objects, Kinds kinds, EventRecorder events, KubernetesVersion emulated, List<NodeNetwork> networks) {
        this.networks = List.copyOf(networks);
        this.emulated = emulated;
        this.writer = new Writer(objects, kinds, "kubelet");
        this.events = events;
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> nodes = touched("nodes", delta, image);
        if (delta.touched().contains(new ObjectKey("namespaces", "", LEASE_NAMESPACE))) {
            nodes.addAll(image.all("nodes").keySet());
        }
        if (delta.touched().stream().anyMatch(key -> networks.stream().anyMatch(network -> network.reads(key.resource())))) {
            nodes.addAll(unconnected);
        }
        delta.touched().stream().filter(key -> key.resource().equals("leases.coordination.k8s.io"))
                .filter(key -> key.namespace().equals(LEASE_NAMESPACE))
                .forEach(key -> nodes.add(new ObjectKey("nodes", "", key.name())));
        return nodes;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored stored = image.object(key).orElse(null);
        if (stored == null || Meta.terminating(stored.object())) {
            unconnected.remove(key);
            return Optional.empty();
        }
        Health health = NodeStatus.health(stored.object(), connected(stored, image));
        String before = Conditions.status(stored.object(), "Ready");
        writer.modify(stored, "status", node -> NodeStatus.report(node, health, emulated, now));
        writer.modify(stored, "", node -> {
            NodeStatus.label(node);
            NodeStatus.taint(node, health, now);
        });
        if (health == Health.READY && !before.equals("True")) {
            tell(stored, "kubelet", "NodeReady");
        } else if (health != Health.READY && before.equals("True")) {
            tell(stored, health == Health.UNKNOWN ? "node-controller" : "kubelet", "NodeNotReady");
        }
        lease(stored.object(), image, now);
        return Optional.empty();
    }

    /** @return whether the node's CNI plugin gets set up; if not, an event says why once for each state of the node */
    private boolean connected(Stored stored, ClusterImage image) {
        Optional<Node> node = image.node(stored.key().name());
        boolean connected = true;
        for (NodeNetwork network : networks) {
            Optional<String> problem = node.flatMap(of -> network.problem(of, image));
            connected &= problem.isEmpty();
            problem.filter(words -> !words.isEmpty() && !unconnected.contains(stored.key())).ifPresent(words -> events.record(writer.kind("nodes"), stored.object(),
                    network.agent(), stored.key().name(), EventRecorder.WARNING, "NetworkNotReady", words));
        }
        if (connected) {
            unconnected.remove(stored.key());
        } else {
            unconnected.add(stored.key());
        }
        return connected;
    }

    private void tell(Stored node, String component, String reason) {
        String host = component.equals("kubelet") ? node.key().name() : "";
        events.record(writer.kind("nodes"), node.object(), component, host, EventRecorder.NORMAL, reason,
                "Node " + node.key().name() + " status is now: " + reason);
    }

    private void lease(ObjectNode node, ClusterImage image, Instant now) {
        String name = Meta.name(node);
        boolean there = image.object(new ObjectKey("leases.coordination.k8s.io", LEASE_NAMESPACE, name)).isPresent();
        boolean possible = image.object(new ObjectKey("namespaces", "", LEASE_NAMESPACE))
                .filter(namespace -> !Meta.terminating(namespace.object())).isPresent();
        if (there || !possible) {
            return;
        }
        Kind nodes = writer.kind("nodes");
        ObjectNode lease = Meta.blank(writer.kind("leases.coordination.k8s.io"), LEASE_NAMESPACE);
        Meta.of(lease).put("name", name).putArray("ownerReferences").addObject().put("apiVersion", nodes.apiVersion())
                .put("kind", nodes.name()).put("name", name).put("uid", Meta.uid(node));
        lease.putObject("spec").put("holderIdentity", name).put("leaseDurationSeconds", LEASE_SECONDS)
                .put("renewTime", microTime(now));
        writer.create("leases.coordination.k8s.io", lease);
    }

    /** A MicroTime has always six digits after the second. */
    private static String microTime(Instant now) {
        return Fields.time(now).replace("Z", String.format(java.util.Locale.ROOT, ".%06dZ", now.get(java.time.temporal.ChronoField.MICRO_OF_SECOND)));
    }
}
