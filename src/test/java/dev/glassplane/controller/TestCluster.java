package dev.glassplane.controller;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Pod;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** All loops of this module over a {@link TestApi}, with stand-ins for the cloud and for ipam, under virtual time. */
public final class TestCluster {

    private static final int RUNS_MAX = 20_000;
    private static final YAMLMapper YAML = new YAMLMapper();
    private final TestApi api = new TestApi();
    private final List<Slot> slots = new ArrayList<>();

    /** A loop and what it is owed. */
    private static final class Slot {
        private final ControlLoop loop;
        private boolean full = true;
        private Set<ObjectKey> touched = new HashSet<>();
        private Optional<Instant> due = Optional.empty();

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
        List<ControlLoop> loops = new ArrayList<>(List.of(new NamespaceLoop(api, api), new NamespaceDefaultsLoop(api, api),
                new GarbageCollectorLoop(api, api), new DeploymentLoop(api, api, api), new ReplicaSetLoop(api, api, api),
                new StatefulSetLoop(api, api, api), new DaemonSetLoop(api, api, api), new NodeLoop(api, api, api),
                new NodePodsLoop(api, api, api), new SchedulerLoop(api, api, api), new KubeletLoop(api, api, readyDelay, terminationDelay),
                new EndpointSliceLoop(api, api, api), new EndpointsLoop(api, api), new EndpointSliceMirroringLoop(api, api),
                new KubernetesServiceLoop(api, api), new Addresses(api)));
        loops.sort(AnnotationAwareOrderComparator.INSTANCE);
        loops.stream().map(Slot::new).forEach(slots::add);
        api.listen(key -> slots.forEach(slot -> slot.touched.add(key)));
    }

    /** Stands in for ipam: every bound pod gets the next address of 10.0.128.0/17. */
    @org.springframework.core.annotation.Order(700)
    private record Addresses(TestApi api) implements ControlLoop {

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
                    api.modify(api.named("pods"), pod.key().namespace(), pod.key().name(), "status", object -> {
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
        Kind kind = api.byKind(object.path("apiVersion").asString(), object.path("kind").asString()).orElseThrow();
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        if (kind.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        String namespace = metadata.path("namespace").asString("");
        String name = metadata.path("name").asString();
        if (api.get(kind, namespace, name).isPresent()) {
            edit(kind.resource(), namespace, name, "", now -> {
                now.set("spec", object.path("spec"));
                if (metadata.has("labels")) {
                    ((ObjectNode) now.path("metadata")).set("labels", metadata.get("labels"));
                }
            });
        } else {
            api.create(kind, namespace, object, WriteOptions.by("test"));
        }
    }

    /** Adds a node with 2 CPUs, 8 GiB and room for 29 pods. */
    public TestCluster node(String name, String zone) {
        int number = (int) api.image().nodes().keySet().stream().count() + 10;
        return apply("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  labels: {topology.kubernetes.io/zone: %s, node.kubernetes.io/instance-type: m5.large}
                status:
                  addresses: [{type: InternalIP, address: 10.0.0.%d}]
                  allocatable: {cpu: 1930m, memory: 7220184Ki, pods: "29"}
                """.formatted(name, zone, number));
    }

    /** Runs the loops until none has anything to do. */
    public TestCluster settle() {
        for (int run = 0; run < RUNS_MAX; run++) {
            Optional<Slot> next = slots.stream().filter(slot -> slot.full || !slot.touched.isEmpty()
                    || slot.due.filter(at -> !at.isAfter(api.now())).isPresent()).findFirst();
            if (next.isEmpty()) {
                return this;
            }
            Slot slot = next.get();
            ClusterDelta delta = new ClusterDelta(slot.full, slot.touched);
            slot.full = false;
            slot.touched = new HashSet<>();
            slot.due = Optional.empty();
            slot.due = slot.loop.reconcile(delta, api.image(), api.now());
        }
        throw new AssertionError("the loops still run after " + RUNS_MAX + " runs");
    }

    /** Runs every loop again with a full delta and demands that none writes. */
    public TestCluster settledForGood() {
        settle();
        long before = api.revision();
        for (Slot slot : slots) {
            slot.loop.reconcile(new ClusterDelta(true, Set.of()), api.image(), api.now());
            assertThat(api.revision()).as("writes of a second run of " + slot.loop.name()).isEqualTo(before);
        }
        return this;
    }

    /** Moves time on, running the loops when they asked for it. */
    public TestCluster advance(Duration by) {
        settle();
        Instant end = api.now().plus(by);
        while (true) {
            Optional<Instant> next = slots.stream().flatMap(slot -> slot.due.stream()).filter(at -> !at.isAfter(end)).min(Instant::compareTo);
            api.now(next.orElse(end));
            settle();
            if (next.isEmpty()) {
                return this;
            }
        }
    }

    /** Changes an object as a client would. */
    public TestCluster edit(String resource, String namespace, String name, String subresource, Consumer<ObjectNode> change) {
        assertThat(api.modify(api.named(resource), namespace, name, subresource, object -> {
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
        api.delete(api.named(resource), namespace, name, how);
        return this;
    }

    /** An object that exists. */
    public ObjectNode get(String resource, String namespace, String name) {
        Optional<Stored> stored = api.get(api.named(resource), namespace, name);
        assertThat(stored).as(resource + "/" + namespace + "/" + name).isPresent();
        return stored.get().object();
    }

    /** Whether an object exists. */
    public boolean exists(String resource, String namespace, String name) {
        return api.get(api.named(resource), namespace, name).isPresent();
    }

    /** All objects of a resource, in order. */
    public List<ObjectNode> all(String resource) {
        return api.image().all(resource).values().stream().map(Stored::object).toList();
    }

    /** The image now. */
    public ClusterImage image() {
        return api.image();
    }

    /** Virtual time. */
    public Instant now() {
        return api.now();
    }

    /** Events as {@code KIND/NAME REASON: MESSAGE}. */
    public List<String> events() {
        return api.events();
    }
}
