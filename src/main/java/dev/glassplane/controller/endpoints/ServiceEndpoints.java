package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Endpoints as EndpointSlices hold them, from pods (kubernetes/kubernetes: staging/src/k8s.io/endpointslice/utils.go, reconciler.go).
 */
final class ServiceEndpoints {

    private ServiceEndpoints() {}

    /** Endpoints of a family by their ports: pods that resolve a named port to different numbers need different slices. */
    static Map<ArrayNode, List<ObjectNode>> of(Service service, List<Pod> pods, Family family, ClusterImage image) {
        Map<ArrayNode, List<ObjectNode>> byPorts = new LinkedHashMap<>();
        for (Pod pod : pods) {
            Optional<Node> node = pod.nodeName().isEmpty() ? Optional.empty() : image.node(pod.nodeName());
            List<Ip> ips = pod.ips().stream().filter(ip -> ip.family() == family).toList();
            boolean lost = !pod.nodeName().isEmpty() && node.isEmpty() && !service.publishNotReady();
            if (!pod.finished() && !ips.isEmpty() && !lost) {
                byPorts.computeIfAbsent(ports(service, pod), ports -> new ArrayList<>()).add(endpoint(service, pod, ips, node));
            }
        }
        byPorts.values().forEach(endpoints -> endpoints.sort(Comparator.comparing(endpoint ->
                Ip.parse(endpoint.path("addresses").get(0).stringValue()))));
        return byPorts;
    }

    private static ObjectNode endpoint(Service service, Pod pod, List<Ip> ips, Optional<Node> node) {
        ObjectNode endpoint = Fields.object();
        ArrayNode addresses = endpoint.putArray("addresses");
        ips.forEach(ip -> addresses.add(ip.toString()));
        endpoint.putObject("conditions").put("ready", service.publishNotReady() || pod.ready() && !pod.terminating())
                .put("serving", pod.ready()).put("terminating", pod.terminating());
        if (named(service, pod)) {
            endpoint.put("hostname", pod.hostname());
        }
        if (!pod.nodeName().isEmpty()) {
            endpoint.put("nodeName", pod.nodeName());
        }
        endpoint.set("targetRef", targetRef(pod));
        node.map(Node::zone).filter(zone -> !zone.isEmpty()).ifPresent(zone -> endpoint.put("zone", zone));
        return endpoint;
    }

    /** Whether the pod has a DNS name under the Service. */
    static boolean named(Service service, Pod pod) {
        return !pod.hostname().isEmpty() && pod.subdomain().equals(service.key().name())
                && pod.key().namespace().equals(service.key().namespace());
    }

    static ObjectNode targetRef(Pod pod) {
        return Fields.object().put("kind", "Pod").put("name", pod.key().name()).put("namespace", pod.key().namespace())
                .put("uid", pod.uid());
    }

    private static ArrayNode ports(Service service, Pod pod) {
        ArrayNode ports = JsonNodeFactory.instance.arrayNode();
        for (Service.Port port : service.ports()) {
            resolve(port, pod).ifPresent(number -> {
                ObjectNode entry = ports.addObject();
                if (!port.appProtocol().isEmpty()) {
                    entry.put("appProtocol", port.appProtocol());
                }
                entry.put("name", port.name()).put("port", number).put("protocol", port.protocol().name());
            });
        }
        return ports;
    }

    /** The number that a targetPort means for a pod; empty if no container declares the name. */
    static Optional<Integer> resolve(Service.Port port, Pod pod) {
        if (port.targetPort().chars().allMatch(Character::isDigit)) {
            return Optional.of(Integer.parseInt(port.targetPort()));
        }
        return pod.containerPorts().stream().filter(declared -> declared.name().equals(port.targetPort())
                && declared.protocol() == port.protocol()).map(Pod.ContainerPort::port).findFirst();
    }
}
