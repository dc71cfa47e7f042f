package dev.glassplane.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A cluster of many Services to ask traces of. */
final class BenchCluster {

    private static final int ENDPOINTS = 3;

    private BenchCluster() {}

    /** @return name of the n-th Service, from 0; names sort by number */
    static String service(int i) {
        return String.format(Locale.ROOT, "svc-%05d", i);
    }

    /** @return nodes, a client on the first, three pods in turn on all, and Services that all lead to these pods */
    static List<ObjectNode> objects(int services, int nodes) {
        List<ObjectNode> objects = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            ObjectNode node = object("v1", "Node", "", "node-" + i);
            node.putObject("status").putArray("addresses").addObject().put("type", "InternalIP").put("address", "10.0." + i + ".10");
            objects.add(node);
        }
        objects.add(pod("client", "node-1", "10.0.1.20"));
        for (int i = 0; i < ENDPOINTS; i++) {
            objects.add(pod("web-" + i, "node-" + (1 + i % nodes), "10.0." + (1 + i % nodes) + "." + (30 + i)));
        }
        for (int i = 0; i < services; i++) {
            ObjectNode service = object("v1", "Service", "bench", service(i));
            ((ArrayNode) service.putObject("spec").put("clusterIP", "10.100." + i / 250 + "." + (1 + i % 250)).putArray("ports"))
                    .addObject().put("name", "http").put("port", 80).put("targetPort", 8080).put("protocol", "TCP");
            objects.add(service);
            objects.add(slice(i, nodes));
        }
        return objects;
    }

    private static ObjectNode slice(int i, int nodes) {
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", "bench", service(i) + "-x");
        ((ObjectNode) slice.get("metadata")).putObject("labels").put("kubernetes.io/service-name", service(i));
        slice.put("addressType", "IPv4");
        slice.putArray("ports").addObject().put("name", "http").put("port", 8080).put("protocol", "TCP");
        ArrayNode endpoints = slice.putArray("endpoints");
        for (int e = 0; e < ENDPOINTS; e++) {
            endpoints.addObject().put("nodeName", "node-" + (1 + e % nodes)).putArray("addresses").add("10.0." + (1 + e % nodes) + "." + (30 + e));
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
