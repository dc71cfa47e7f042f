package dev.glassplane.controller.nodeipam;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code spec.podCIDR} and {@code spec.podCIDRs} of Nodes that have none, out of the Cluster object's {@code spec.podCIDR}. A Node that brings
 * its own keeps it. What a deleted Node had is given out again when its turn comes.
 */
@Component
@Order(150)
public class NodeIpamLoop extends ObjectLoop {

    /** {@code --node-cidr-mask-size} for IPv4. */
    static final int NODE_MASK = 24;
    private static final String COMPONENT = "cidrAllocator";
    private static final String NOT_AVAILABLE = "CIDRNotAvailable";

    private final Writer writer;
    private final EventRecorder events;
    /** What was written and no image shows yet. */
    private final Map<ObjectKey, Cidr> given = new HashMap<>();
    private CidrSet set;

    /** @param events gets CIDRNotAvailable */
    public NodeIpamLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "node-ipam";
    }

    /** When a Node goes, those that got nothing are looked at again. */
    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> nodes = touched("nodes", delta, image);
        if (ClusterNetwork.of(image).podCidr().isEmpty()) {
            nodes.clear();
        } else if (nodes.stream().anyMatch(key -> !image.nodes().containsKey(key))) {
            image.nodes().values().stream().filter(node -> node.podCidrs().isEmpty()).map(Node::key).forEach(nodes::add);
        }
        return nodes;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Node node = image.nodes().get(key);
        Stored stored = image.object(key).orElse(null);
        if (node == null || stored == null || !node.podCidrs().isEmpty()) {
            given.remove(key);
            return Optional.empty();
        }
        if (node.deleting() || given.containsKey(key)) {
            return Optional.empty();
        }
        Optional<Cidr> cidr = set(image).allocate(taken(image));
        if (cidr.isEmpty()) {
            events.record(writer.kind("nodes"), stored.object(), COMPONENT, "", EventRecorder.WARNING, NOT_AVAILABLE,
                    "Node " + node.name() + " status is now: " + NOT_AVAILABLE);
            return Optional.empty();
        }
        given.put(key, cidr.get());
        writer.modify(stored, "", object -> write(object, cidr.get()));
        return Optional.empty();
    }

    private CidrSet set(ClusterImage image) {
        Cidr all = ClusterNetwork.of(image).podCidr().orElseThrow();
        if (set == null || !set.all().equals(all)) {
            set = new CidrSet(all, Math.max(NODE_MASK, all.prefixLength()));
        }
        return set;
    }

    private List<Cidr> taken(ClusterImage image) {
        List<Cidr> taken = new ArrayList<>();
        image.nodes().values().forEach(node -> taken.addAll(node.podCidrs()));
        given.keySet().retainAll(image.nodes().keySet());
        taken.addAll(given.values());
        return taken;
    }

    private static void write(ObjectNode node, Cidr cidr) {
        ObjectNode spec = node.withObject("/spec");
        if (spec.path("podCIDR").stringValue("").isEmpty() && spec.path("podCIDRs").isEmpty()) {
            spec.put("podCIDR", cidr.toString());
            spec.putArray("podCIDRs").add(cidr.toString());
        }
    }
}
