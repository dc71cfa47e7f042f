package dev.glassplane.bench;

import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How long a trace takes against the number of Services, in this process, without HTTP: it should not depend on them. */
final class TraceBench {

    private static final int[] SERVICES = {100, 1_000, 10_000};
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 3_000;
    private static final int ENDPOINTS = 3;
    private static final double NANOS_PER_MICRO = 1_000;

    private TraceBench() {}

    static void run(Report report) {
        for (int services : SERVICES) {
            Network network = Scenario.of("bench", objects(services)).network();
            measure(report, network, services, "pod to ClusterIP, last Service", "service/bench/svc-" + number(services - 1), Detail.summary);
            measure(report, network, services, "pod to pod", "pod/bench/web-1:8080", Detail.summary);
        }
    }

    private static void measure(Report report, Network network, int services, String what, String to, Detail detail) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("from", "pod/bench/client").put("to", to);
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            TraceRequest request = RequestReader.read(spec.deepCopy().put("seed", i), 1);
            long start = System.nanoTime();
            TraceText.print(Tracing.answer(request, network), detail);
            if (i >= WARM_UP) {
                micros.add((System.nanoTime() - start) / NANOS_PER_MICRO);
            }
        }
        String line = String.format(Locale.ROOT, "trace, %,d Services: %s, ", services, what);
        report.add(line + "p50", Report.median(micros), "us");
        report.add(line + "p99", Report.quantile(micros, 0.99), "us");
    }

    private static String number(int i) {
        return String.format(Locale.ROOT, "%05d", i);
    }

    /** Two nodes, a client, three pods, and Services that all lead to these pods. */
    private static List<ObjectNode> objects(int services) {
        List<ObjectNode> objects = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            ObjectNode node = object("v1", "Node", "", "node-" + i);
            node.putObject("status").putArray("addresses").addObject().put("type", "InternalIP").put("address", "10.0." + i + ".10");
            objects.add(node);
        }
        objects.add(pod("client", "node-1", "10.0.1.20"));
        for (int i = 0; i < ENDPOINTS; i++) {
            objects.add(pod("web-" + i, "node-" + (1 + i % 2), "10.0." + (1 + i % 2) + "." + (30 + i)));
        }
        for (int i = 0; i < services; i++) {
            ObjectNode service = object("v1", "Service", "bench", "svc-" + number(i));
            ((ArrayNode) service.putObject("spec").put("clusterIP", "10.100." + i / 250 + "." + (1 + i % 250)).putArray("ports"))
                    .addObject().put("name", "http").put("port", 80).put("targetPort", 8080).put("protocol", "TCP");
            objects.add(service);
            objects.add(slice(i));
        }
        return objects;
    }

    private static ObjectNode slice(int i) {
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", "bench", "svc-" + number(i) + "-x");
        ((ObjectNode) slice.get("metadata")).putObject("labels").put("kubernetes.io/service-name", "svc-" + number(i));
        slice.put("addressType", "IPv4");
        slice.putArray("ports").addObject().put("name", "http").put("port", 8080).put("protocol", "TCP");
        ArrayNode endpoints = slice.putArray("endpoints");
        for (int e = 0; e < ENDPOINTS; e++) {
            endpoints.addObject().put("nodeName", "node-" + (1 + e % 2)).putArray("addresses").add("10.0." + (1 + e % 2) + "." + (30 + e));
        }
        return slice;
    }

    private static ObjectNode pod(String name, String node, String ip) {
        ObjectNode pod = object("v1", "Pod", "bench", name);
        ((ArrayNode) pod.putObject("spec").put("nodeName", node).putArray("containers")).addObject().put("name", "c");
        pod.putObject("status").put("podIP", ip).put("phase", "Running");
        return pod;
    }

    private static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }
}
