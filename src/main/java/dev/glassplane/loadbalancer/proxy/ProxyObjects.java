package dev.glassplane.loadbalancer.proxy;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a proxy. */
final class ProxyObjects {

    /** Nobody pulls it: the proxy is what the load balancer's model says. */
    private static final String IMAGE = "glassplane/proxy";

    private ProxyObjects() {}

    static ObjectNode service(ProxyRequest request) {
        ObjectNode service = object("v1", "Service", request);
        ObjectNode spec = service.putObject("spec").put("type", request.front().type());
        request.front().loadBalancerClass().ifPresent(name -> spec.put("loadBalancerClass", name));
        texts(spec.putObject("selector"), request.selector());
        ArrayNode ports = spec.putArray("ports");
        request.ports().forEach(port -> ports.addObject().put("name", port.name()).put("port", port.port()).put("targetPort", port.bound()).put("protocol", port.protocol().name()));
        return service;
    }

    static ObjectNode deployment(ProxyRequest request) {
        ObjectNode deployment = object("apps/v1", "Deployment", request);
        ObjectNode spec = deployment.putObject("spec");
        texts(spec.putObject("selector").putObject("matchLabels"), request.selector());
        ObjectNode template = spec.putObject("template");
        metadata(template.putObject("metadata"), request);
        ObjectNode container = template.putObject("spec").putArray("containers").addObject().put("name", "proxy").put("image", IMAGE);
        ArrayNode ports = container.putArray("ports");
        request.ports().forEach(port -> ports.addObject().put("name", port.name()).put("containerPort", port.bound()).put("protocol", port.protocol().name()));
        return deployment;
    }

    private static ObjectNode object(String apiVersion, String kind, ProxyRequest request) {
        ObjectNode object = JsonMapper.shared().createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("namespace", request.namespace()).put("name", request.name());
        metadata(metadata, request);
        request.owner().ifPresent(owner -> metadata.putArray("ownerReferences").addObject().put("apiVersion", owner.apiVersion()).put("kind", owner.kind())
                .put("name", owner.name()).put("uid", owner.uid()).put("controller", true).put("blockOwnerDeletion", true));
        return object;
    }

    private static void metadata(ObjectNode metadata, ProxyRequest request) {
        Map<String, String> labels = new TreeMap<>(request.labels());
        labels.putAll(request.selector());
        texts(metadata.putObject("labels"), labels);
        if (!request.annotations().isEmpty()) {
            texts(metadata.putObject("annotations"), request.annotations());
        }
    }

    private static void texts(ObjectNode map, Map<String, String> texts) {
        new TreeMap<>(texts).forEach(map::put);
    }
}
