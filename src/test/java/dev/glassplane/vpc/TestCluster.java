package dev.glassplane.vpc;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A cluster in memory with virtual time: objects without defaulting or validation, and control loops that are run until nothing changes. */
public final class TestCluster implements Objects, Kinds, EventRecorder {

    private static final int ROUNDS_MAX = 50;

    private final Map<ControlLoop, Set<ObjectKey>> seen = new HashMap<>();
    private final Map<ControlLoop, Instant> wakes = new HashMap<>();
    private final List<ControlLoop> loops = new ArrayList<>();
    private final List<String> recorded = new ArrayList<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long revision;

    /** Adds a control loop; it gets a full delta first. */
    public TestCluster with(ControlLoop loop) {
        loops.add(loop);
        return this;
    }

    /** Begins with these objects. */
    public TestCluster from(ClusterImage begun) {
        image = begun;
        revision = begun.revision().value();
        return this;
    }

    /** @return the image now */
    public ClusterImage image() {
        return image;
    }

    /** @return virtual time */
    public Instant now() {
        return now;
    }

    /** @return events as {@code KIND/NAME REASON: MESSAGE} */
    public List<String> events() {
        return recorded;
    }

    /** @return revision of the last write */
    public long revision() {
        return revision;
    }

    /** Runs the loops until none of them writes. */
    public TestCluster settle() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            long before = revision;
            loops.forEach(this::run);
            if (revision == before && round > 0) {
                return this;
            }
        }
        throw new AssertionError("the loops still write after " + ROUNDS_MAX + " rounds");
    }

    private void run(ControlLoop loop) {
        Set<ObjectKey> touched = seen.get(loop);
        seen.put(loop, new HashSet<>());
        ClusterDelta delta = new ClusterDelta(touched == null, touched == null ? Set.of() : touched);
        wakes.remove(loop);
        loop.reconcile(delta, image, now).ifPresent(wake -> wakes.put(loop, wake));
    }

    /** Moves time on, running the loops when they asked for it. */
    public TestCluster advance(Duration by) {
        Instant end = now.plus(by);
        while (true) {
            Optional<Instant> next = wakes.values().stream().filter(wake -> !wake.isAfter(end)).min(Instant::compareTo);
            if (next.isEmpty()) {
                now = end;
                return settle();
            }
            now = next.get().isAfter(now) ? next.get() : now.plusMillis(1);
            settle();
        }
    }

    /** Writes the object as it is, whether it exists or not. */
    public Stored put(Kind kind, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = (ObjectNode) copy.get("metadata");
        String namespace = kind.namespaced() ? metadata.path("namespace").stringValue("default") : "";
        ObjectKey key = new ObjectKey(kind.resource(), namespace, metadata.get("name").stringValue());
        Optional<Stored> before = image.object(key);
        revision++;
        if (!metadata.has("uid")) {
            metadata.put("uid", before.map(old -> old.object().path("metadata").path("uid").stringValue("")).orElse("uid-" + revision));
        }
        if (!metadata.has("creationTimestamp")) {
            metadata.put("creationTimestamp", now.toString());
        }
        metadata.put("resourceVersion", Long.toString(revision));
        Stored stored = new Stored(key, new Revision(revision), copy);
        publish(new Event(before.isPresent() ? Event.Type.MODIFIED : Event.Type.ADDED, stored.revision(), stored, before));
        return stored;
    }

    private void publish(Event event) {
        image = ClusterImages.apply(image, List.of(event));
        seen.values().forEach(touched -> touched.add(event.current().key()));
    }

    /** Writes a Node with an instance type and, if not empty, a zone. */
    public void node(String name, String type, String zone) {
        ObjectNode node = object("v1", "Node", "", name);
        ObjectNode labels = ((ObjectNode) node.get("metadata")).putObject("labels").put("node.kubernetes.io/instance-type", type);
        if (!zone.isEmpty()) {
            labels.put("topology.kubernetes.io/zone", zone);
        }
        put(named("nodes"), node);
    }

    /** Writes a pending pod that is bound to the node. */
    public void pod(String name, String node) {
        ObjectNode pod = object("v1", "Pod", "default", name);
        pod.putObject("spec").put("nodeName", node);
        pod.putObject("status").put("phase", "Pending");
        put(named("pods"), pod);
    }

    /** Removes an object. */
    public void remove(String resource, String namespace, String name) {
        delete(named(resource), namespace, name, DeleteOptions.NOW);
    }

    /** @return an empty object */
    public static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    @Override
    public Stored create(Kind kind, String namespace, ObjectNode object, WriteOptions options) {
        String name = object.path("metadata").path("name").stringValue("");
        if (get(kind, namespace, name).isPresent()) {
            throw new IllegalStateException(name + " exists");
        }
        return put(kind, object);
    }

    @Override
    public Stored update(Kind kind, String namespace, String name, ObjectNode object, WriteOptions options) {
        return put(kind, object);
    }

    @Override
    public Stored patch(Kind kind, String namespace, String name, Patch patch, WriteOptions options) {
        throw new UnsupportedOperationException("patch");
    }

    @Override
    public Deletion delete(Kind kind, String namespace, String name, DeleteOptions options) {
        Stored before = get(kind, namespace, name).orElseThrow();
        revision++;
        Stored gone = new Stored(before.key(), new Revision(revision), before.object());
        publish(new Event(Event.Type.DELETED, gone.revision(), gone, Optional.of(before)));
        return new Deletion(gone, true);
    }

    @Override
    public Optional<Stored> get(Kind kind, String namespace, String name) {
        return image.object(key(kind, namespace, name));
    }

    @Override
    public Listing list(Kind kind) {
        return new Listing(image.revision(), List.copyOf(image.all(kind.resource()).values()));
    }

    @Override
    public Optional<Stored> modify(Kind kind, String namespace, String name, String subresource, UnaryOperator<ObjectNode> change) {
        return get(kind, namespace, name).map(before -> {
            ObjectNode after = change.apply(before.object().deepCopy());
            return after == null || after.equals(before.object()) ? before : put(kind, after);
        });
    }

    @Override
    public void record(Kind kind, ObjectNode regarding, String component, String host, String type, String reason, String message) {
        String text = component + " " + kind.name() + "/" + regarding.path("metadata").path("name").stringValue("") + " " + type + " " + reason
                + ": " + message;
        if (!recorded.contains(text)) {
            recorded.add(text);
        }
    }

    @Override
    public Kind named(String resource) {
        int dot = resource.indexOf('.');
        String plural = dot < 0 ? resource : resource.substring(0, dot);
        String singular = plural.substring(0, plural.length() - 1);
        String name = Character.toUpperCase(singular.charAt(0)) + singular.substring(1);
        return new Kind(dot < 0 ? "" : resource.substring(dot + 1), "v1", name, plural, singular, List.of(), List.of(),
                Set.of("pods", "daemonsets", "securitygrouppolicies", "services", "ingresses", "endpointslices", "targetgroupbindings", "certificates").contains(plural));
    }

    @Override
    public List<Kind> all() {
        return List.of();
    }

    @Override
    public Optional<Kind> byResource(String group, String version, String plural) {
        return Optional.empty();
    }

    @Override
    public Optional<Kind> byKind(String apiVersion, String kind) {
        return Optional.empty();
    }

    @Override
    public List<String> verbs(Kind kind) {
        return List.of();
    }

    @Override
    public Set<String> subresources(Kind kind) {
        return Set.of();
    }

    @Override
    public List<PrinterColumn> printerColumns(Kind kind) {
        return List.of();
    }

    @Override
    public String schemaName(Kind kind) {
        return kind.name();
    }

    @Override
    public Map<String, ObjectNode> schemas(String group, String version) {
        return Map.of();
    }

    /** Writes the default VPC. */
    public TestCluster withDefaultVpc() {
        DefaultVpc.objects().forEach(object -> put(vpcKind(object), object));
        return this;
    }

    /** Writes what an IPv6 cluster of the VPC CNI starts with. */
    public TestCluster withDefaultIpv6Vpc() {
        ObjectNode own = object("glassplane.dev/v1", "Cluster", "", "cluster");
        own.putObject("spec").put("cni", "vpc").put("ipFamily", "ipv6");
        put(named("clusters.glassplane.dev"), own);
        DefaultVpc.objects(dev.glassplane.net.Family.IPV6).forEach(object -> put(vpcKind(object), object));
        return this;
    }

    private Kind vpcKind(ObjectNode object) {
        return named(object.get("kind").stringValue().toLowerCase(java.util.Locale.ROOT) + "s.ec2.services.k8s.aws");
    }

    /** @return the cloud's loop over this cluster */
    public ControlLoop cloudNodeLoop(VpcReader reader, VpcWrites writes) {
        return new CloudNodeLoop(this, this, this, reader, writes, new CloudIds(1));
    }
}
