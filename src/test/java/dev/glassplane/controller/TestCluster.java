package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.controller.endpoints.EndpointSliceLoop;
import dev.glassplane.controller.endpoints.EndpointSliceMirroringLoop;
import dev.glassplane.controller.endpoints.EndpointsLoop;
import dev.glassplane.controller.endpoints.KubernetesServiceLoop;
import dev.glassplane.controller.gc.GarbageCollectorLoop;
import dev.glassplane.controller.kubelet.KubeletLoop;
import dev.glassplane.controller.namespace.NamespaceDefaultsLoop;
import dev.glassplane.controller.namespace.NamespaceLoop;
import dev.glassplane.controller.node.NodeLoop;
import dev.glassplane.controller.node.NodePodsLoop;
import dev.glassplane.controller.scheduler.SchedulerLoop;
import dev.glassplane.controller.workload.DaemonSetLoop;
import dev.glassplane.controller.workload.DeploymentLoop;
import dev.glassplane.controller.workload.ReplicaSetLoop;
import dev.glassplane.controller.workload.StatefulSetLoop;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Pod;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** All loops of this module over the real write path and a log in memory, with stand-ins for the cloud and for ipam, under virtual time. */
public final class TestCluster implements AutoCloseable {

    private static final int RUNS_MAX = 20_000;
    private static final YAMLMapper YAML = new YAMLMapper();
    private final TestRegistry registry = new TestRegistry(Map.of("glassplane.service-cluster-ip-range", "10.100.0.0/16,fd00:10:100::/112"));
    private final Objects objects = registry.objects();
    private final Kinds kinds = registry.kinds();
    private final List<Slot> slots = new ArrayList<>();
    private ClusterImage image = ClusterImage.EMPTY;

    /** A loop and what it is owed. */
    private static final class Slot {
        private final ControlLoop loop;
        private boolean full = true;
        private Set<ObjectKey> touched = new HashSet<>();
        private Optional<Instant> due = Optional.empty();
        private long nanos;
        private int runs;

        Slot(ControlLoop loop) {
            this.loop = loop;
        }
    }

    /** A cluster where pods are ready at once and go at once. */
    public static TestCluster create() {
        return new TestCluster(Duration.ZERO, Duration.ZERO);
    }

    /** A cluster with these delays. */
    public static TestCluster create(Duration readyDelay, Duration terminationDelay) {
        return new TestCluster(readyDelay, terminationDelay);
    }

    private TestCluster(Duration readyDelay, Duration terminationDelay) {
        EventRecorder events = registry.events();
        List<ControlLoop> loops = new ArrayList<>(List.of(new NamespaceLoop(objects, kinds), new NamespaceDefaultsLoop(objects, kinds),
                new GarbageCollectorLoop(objects, kinds), new DeploymentLoop(objects, kinds, events),
                new ReplicaSetLoop(objects, kinds, events), new StatefulSetLoop(objects, kinds, events),
                new DaemonSetLoop(objects, kinds, events), new NodeLoop(objects, kinds, events, KubernetesVersion.V1_36), new NodePodsLoop(objects, kinds, events),
                new SchedulerLoop(objects, kinds, events), new KubeletLoop(objects, kinds, readyDelay, terminationDelay),
                new EndpointSliceLoop(objects, kinds, events), new EndpointsLoop(objects, kinds),
                new EndpointSliceMirroringLoop(objects, kinds), new KubernetesServiceLoop(objects, kinds), new Addresses(objects, kinds)));
        loops.sort(AnnotationAwareOrderComparator.INSTANCE);
        loops.stream().map(Slot::new).forEach(slots::add);
        follow(registry.log().after(Revision.ZERO, Integer.MAX_VALUE));
        registry.log().subscribe(this::follow);
    }

    /** Adds loops of other modules, in their order. */
    public TestCluster with(ControlLoop... more) {
        List.of(more).forEach(loop -> slots.add(new Slot(loop)));
        slots.sort((one, other) -> AnnotationAwareOrderComparator.INSTANCE.compare(one.loop, other.loop));
        return this;
    }

    /** The way to write. */
    public Objects objects() {
        return objects;
    }

    /** The kinds that are served. */
    public Kinds kinds() {
        return kinds;
    }

    private void follow(List<Event> events) {
        image = ClusterImages.apply(image, events);
        events.forEach(event -> slots.forEach(slot -> slot.touched.add(event.current().key())));
    }

    @Override
    public void close() {
        registry.close();
    }

    /** Stands in for ipam: every bound pod gets the next address of 10.0.128.0/17. */
    @org.springframework.core.annotation.Order(700)
    private record Addresses(Objects objects, Kinds kinds) implements ControlLoop {

        @Override
        public String name() {
            return "addresses";
        }

        @Override
        public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
            int used = (int) image.pods().values().stream().flatMap(pod -> pod.ips().stream()).map(Object::toString)
                    .filter(ip -> ip.startsWith("10.0.1")).map(ip -> Integer.parseInt(ip.split("\\.")[2]) * 256 + Integer.parseInt(ip.split("\\.")[3]))
                    .max(Integer::compare).orElse(128 * 256);
            for (Pod pod : image.pods().values().stream().sorted(Comparator.comparing(Pod::key)).toList()) {
                if (!pod.nodeName().isEmpty() && pod.ips().isEmpty() && !pod.hostNetwork() && !pod.terminating()
                        && !pod.annotations().containsKey("test/no-address")) {
                    used++;
                    String ip = "10.0." + used / 256 + "." + used % 256;
                    objects.modify(kinds.named("pods"), pod.key().namespace(), pod.key().name(), "status", object -> {
                        ObjectNode status = (ObjectNode) object.path("status");
                        status.put("podIP", ip);
                        status.putArray("podIPs").addObject().put("ip", ip);
                        return object;
                    });
                }
            }
            return Optional.empty();
        }
    }

    /** Creates every document of the YAML, or replaces what is there. */
    public TestCluster apply(String yaml) {
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> apply((ObjectNode) document));
        }
        return this;
    }

    private void apply(ObjectNode object) {
        Kind kind = kinds.byKind(object.path("apiVersion").asString(), object.path("kind").asString()).orElseThrow();
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        if (kind.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        String namespace = metadata.path("namespace").asString("");
        String name = metadata.path("name").asString();
        if (objects.get(kind, namespace, name).isPresent()) {
            edit(kind.resource(), namespace, name, "", now -> {
                now.set("spec", object.path("spec"));
                if (metadata.has("labels")) {
                    ((ObjectNode) now.path("metadata")).set("labels", metadata.get("labels"));
                }
            });
        } else {
            objects.create(kind, namespace, object, WriteOptions.by("test"));
        }
    }

    /** Adds a node with 2 CPUs, 8 GiB and room for 29 pods. */
    public TestCluster node(String name, String zone) {
        int number = image.nodes().size() + 10;
        apply("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  labels: {topology.kubernetes.io/zone: %s, node.kubernetes.io/instance-type: m5.large}
                """.formatted(name, zone));
        return edit("nodes", "", name, "status", node -> node.set("status", YAML.readTree("""
                addresses: [{type: InternalIP, address: 10.0.0.%d}]
                allocatable: {cpu: 1930m, memory: 7220184Ki, pods: "29"}
                """.formatted(number))));
    }

    /** Runs the loops until none has anything to do. */
    public TestCluster settle() {
        for (int run = 0; run < RUNS_MAX; run++) {
            Optional<Slot> next = slots.stream().filter(slot -> slot.full || !slot.touched.isEmpty()
                    || slot.due.filter(at -> !at.isAfter(registry.now)).isPresent()).findFirst();
            if (next.isEmpty()) {
                return this;
            }
            Slot slot = next.get();
            ClusterDelta delta = new ClusterDelta(slot.full, slot.touched);
            slot.full = false;
            slot.touched = new HashSet<>();
            slot.due = Optional.empty();
            long start = System.nanoTime();
            slot.due = slot.loop.reconcile(delta, image, registry.now);
            slot.nanos += System.nanoTime() - start;
            slot.runs++;
        }
        throw new AssertionError("the loops still run after " + RUNS_MAX + " runs");
    }

    /** Runs every loop again with a full delta and demands that none writes. */
    public TestCluster settledForGood() {
        settle();
        Revision before = registry.log().current();
        for (Slot slot : slots) {
            slot.loop.reconcile(new ClusterDelta(true, Set.of()), image, registry.now);
            assertThat(registry.log().current()).as("writes of a second run of " + slot.loop.name()).isEqualTo(before);
        }
        return this;
    }

    /** Moves time on, running the loops when they asked for it. */
    public TestCluster advance(Duration by) {
        settle();
        Instant end = registry.now.plus(by);
        while (true) {
            Optional<Instant> next = slots.stream().flatMap(slot -> slot.due.stream()).filter(at -> !at.isAfter(end)).min(Instant::compareTo);
            registry.now = next.orElse(end);
            settle();
            if (next.isEmpty()) {
                return this;
            }
        }
    }

    /** Changes an object as a client would. */
    public TestCluster edit(String resource, String namespace, String name, String subresource, Consumer<ObjectNode> change) {
        assertThat(objects.modify(kinds.named(resource), namespace, name, subresource, object -> {
            change.accept(object);
            return object;
        })).as(resource + "/" + name).isPresent();
        return this;
    }

    /** Sets an annotation. */
    public TestCluster annotate(String resource, String namespace, String name, String key, String value) {
        return edit(resource, namespace, name, "", object -> ((ObjectNode) object.path("metadata")).withObject("/annotations").put(key, value));
    }

    /** Deletes an object as kubectl does. */
    public TestCluster delete(String resource, String namespace, String name) {
        return delete(resource, namespace, name, DeleteOptions.DEFAULT);
    }

    /** Deletes an object. */
    public TestCluster delete(String resource, String namespace, String name, DeleteOptions how) {
        objects.delete(kinds.named(resource), namespace, name, how);
        return this;
    }

    /** An object that exists. */
    public ObjectNode get(String resource, String namespace, String name) {
        Optional<Stored> stored = objects.get(kinds.named(resource), namespace, name);
        assertThat(stored).as(resource + "/" + namespace + "/" + name).isPresent();
        return stored.get().object();
    }

    /** Whether an object exists. */
    public boolean exists(String resource, String namespace, String name) {
        return objects.get(kinds.named(resource), namespace, name).isPresent();
    }

    /** All objects of a resource, in order. */
    public List<ObjectNode> all(String resource) {
        return image.all(resource).values().stream().map(Stored::object).toList();
    }

    /** The image now. */
    public ClusterImage image() {
        return image;
    }

    /** Runs and time of each loop since the last call, for benchmarks. */
    String times() {
        StringBuilder text = new StringBuilder();
        for (Slot slot : slots) {
            text.append("  %-24s %5d runs %8d ms%n".formatted(slot.loop.name(), slot.runs, slot.nanos / 1_000_000));
            slot.nanos = 0;
            slot.runs = 0;
        }
        return text.toString();
    }

    /** Virtual time. */
    public Instant now() {
        return registry.now;
    }

    /** Events as {@code KIND/NAME REASON: MESSAGE}. */
    public List<String> events() {
        return all("events").stream().map(event -> event.path("involvedObject").path("kind").asString() + "/"
                + event.path("involvedObject").path("name").asString() + " " + event.path("reason").asString() + ": "
                + event.path("message").asString()).toList();
    }
}
