package dev.glassplane.bench;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import dev.glassplane.store.TestStore;
import dev.glassplane.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The limits that Kubernetes names: 150,000 pods, 10,000 Services, 5,000 nodes; in the log and in the image, without control loops and tables. */
final class LargeBench {

    private static final int NODES = 5_000;
    private static final int SERVICES = 10_000;
    private static final int PODS = 150_000;
    private static final int BATCH = 2_000;

    private LargeBench() {}

    static void run(Path scratch, Report report) throws IOException {
        String setting = "glassplane.data-dir=" + Files.createTempDirectory(scratch, "large");
        try (TestStore store = TestStore.open(setting)) {
            long start = System.nanoTime();
            fill(store.log());
            report.add("165,000 objects written to a durable H2 file", seconds(start), "s");
        }
        long before = usedMb();
        long start = System.nanoTime();
        try (TestStore store = TestStore.open(setting)) {
            report.add("165,000 objects read at a start", seconds(start), "s");
            long began = System.nanoTime();
            ClusterImage image = ClusterImages.of(store.log().snapshot().objects().stream().map(Stored::object).toList());
            report.add("their image", seconds(began), "s");
            report.add("heap of both", usedMb() - before, "MB");
            if (image.pods().size() != PODS) {
                throw new IllegalStateException("the image has " + image.pods().size() + " pods");
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long usedMb() {
        System.gc();
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private static void fill(RevisionLog log) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < NODES + SERVICES + PODS; i++) {
            batch.add(i < NODES ? node(i) : i < NODES + SERVICES ? service(i - NODES) : pod(i - NODES - SERVICES));
            if (batch.size() == BATCH) {
                log.appendAll(batch);
                batch.clear();
            }
        }
        log.appendAll(batch);
    }

    private static Write node(int i) {
        ObjectNode node = object("Node", "node-" + i, "");
        ((ObjectNode) node.get("metadata")).putObject("labels").put("topology.kubernetes.io/zone", "us-east-1a");
        node.putObject("status").putArray("addresses").addObject().put("type", "InternalIP").put("address", address(10, i));
        return write("nodes", node);
    }

    private static Write service(int i) {
        ObjectNode service = object("Service", "svc-" + i, "bench");
        ObjectNode spec = service.putObject("spec").put("type", "ClusterIP").put("clusterIP", address(172, i));
        spec.putArray("ports").addObject().put("name", "http").put("port", 80).put("targetPort", 8080).put("protocol", "TCP");
        spec.putObject("selector").put("app", "app-" + i);
        return write("services", service);
    }

    private static Write pod(int i) {
        ObjectNode pod = object("Pod", "pod-" + i, "bench");
        ((ObjectNode) pod.get("metadata")).putObject("labels").put("app", "app-" + i % SERVICES).put("pod-template-hash", "abcdef");
        ObjectNode container = ((ArrayNode) pod.putObject("spec").put("nodeName", "node-" + i % NODES).putArray("containers")).addObject().put("name", "c").put("image", "nginx");
        container.putArray("ports").addObject().put("containerPort", 8080).put("protocol", "TCP");
        ObjectNode status = pod.putObject("status").put("phase", "Running").put("podIP", address(11, i));
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        return write("pods", pod);
    }

    private static String address(int first, int i) {
        return first + "." + i / 62_500 + "." + i / 250 % 250 + "." + (1 + i % 250);
    }

    private static ObjectNode object(String kind, String name, String namespace) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name).put("uid", "00000000-0000-4000-8000-" + String.format("%012d", Math.abs(name.hashCode())));
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    private static Write write(String resource, ObjectNode object) {
        ObjectKey key = new ObjectKey(resource, object.path("metadata").path("namespace").asString(""), object.path("metadata").path("name").asString());
        return new Write(key, Revision.ZERO, Optional.of(object));
    }
}
