package dev.glassplane.image;

import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Projects objects of the kinds that the network reads into records; never fails, whatever the JSON looks like. */
final class Projection {

    /** Default of sessionAffinityConfig.clientIP.timeoutSeconds. */
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private Projection() {}

    static Node node(ObjectKey key, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        return new Node(key, Fields.text(metadata, "uid"), Fields.strings(metadata, "labels"), Fields.strings(metadata, "annotations"),
                nodeIps(object, "InternalIP"), nodeIps(object, "ExternalIP"), Fields.cidrs(spec, "podCIDRs"),
                Fields.condition(object, "Ready"), Fields.flag(spec, "unschedulable", false), deleting(metadata));
    }

    private static List<Ip> nodeIps(ObjectNode object, String type) {
        return Fields.ips(Fields.each(object.path("status"), "addresses")
                .filter(address -> Fields.text(address, "type").equals(type)).map(address -> Fields.text(address, "address")));
    }

    private static boolean deleting(JsonNode metadata) {
        return !Fields.text(metadata, "deletionTimestamp").isEmpty();
    }

    static Pod pod(ObjectKey key, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        return new Pod(key, Fields.text(metadata, "uid"), Fields.strings(metadata, "labels"), Fields.strings(metadata, "annotations"),
                Fields.text(spec, "nodeName"), Fields.flag(spec, "hostNetwork", false), Fields.text(status, "phase", "Pending"),
                podIps(status), Fields.condition(object, "Ready"), deleting(metadata), Fields.text(spec, "hostname"),
                Fields.text(spec, "subdomain"), containerPorts(spec));
    }

    private static List<Ip> podIps(JsonNode status) {
        List<Ip> ips = Fields.ips(Fields.each(status, "podIPs").map(entry -> Fields.text(entry, "ip")));
        return ips.isEmpty() ? Fields.ips(Stream.of(Fields.text(status, "podIP"))) : ips;
    }

    /** Ports of the containers and of sidecars: init containers that keep running. */
    private static List<Pod.ContainerPort> containerPorts(JsonNode spec) {
        Stream<JsonNode> sidecars = Fields.each(spec, "initContainers")
                .filter(container -> Fields.text(container, "restartPolicy").equals("Always"));
        return Stream.concat(Fields.each(spec, "containers"), sidecars)
                .flatMap(container -> Fields.each(container, "ports")).flatMap(port -> Fields.protocol(port).stream()
                        .map(protocol -> new Pod.ContainerPort(Fields.text(port, "name"), Fields.number(port, "containerPort"), protocol,
                                Fields.number(port, "hostPort")))).toList();
    }

    static Service service(ObjectKey key, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        return new Service(key, Fields.text(metadata, "uid"), Fields.strings(metadata, "labels"), Fields.strings(metadata, "annotations"),
                Fields.text(spec, "type", "ClusterIP"), Fields.text(spec, "clusterIP").equals("None"), clusterIps(spec),
                servicePorts(spec), Fields.strings(spec, "selector"), affinityTimeout(spec),
                Fields.text(spec, "externalTrafficPolicy").equals("Local"), Fields.text(spec, "internalTrafficPolicy").equals("Local"),
                Fields.ips(spec, "externalIPs"), ingress(object.path("status").path("loadBalancer")),
                Fields.cidrs(spec, "loadBalancerSourceRanges"), Fields.number(spec, "healthCheckNodePort"),
                Fields.flag(spec, "publishNotReadyAddresses", false), Fields.text(spec, "externalName"));
    }

    private static List<Ip> clusterIps(JsonNode spec) {
        return spec.path("clusterIPs").isEmpty() ? Fields.ips(Stream.of(Fields.text(spec, "clusterIP"))) : Fields.ips(spec, "clusterIPs");
    }

    private static List<Service.Port> servicePorts(JsonNode spec) {
        return Fields.each(spec, "ports").flatMap(port -> Fields.protocol(port).stream()
                .map(protocol -> new Service.Port(Fields.text(port, "name"), protocol, Fields.number(port, "port"), targetPort(port),
                        Fields.number(port, "nodePort"), Fields.text(port, "appProtocol")))).toList();
    }

    private static String targetPort(JsonNode port) {
        JsonNode target = port.path("targetPort");
        String text = target.isIntegralNumber() ? target.asString() : target.stringValue("");
        return text.isEmpty() || text.equals("0") ? Integer.toString(Fields.number(port, "port")) : text;
    }

    private static Optional<Integer> affinityTimeout(JsonNode spec) {
        if (!Fields.text(spec, "sessionAffinity").equals("ClientIP")) {
            return Optional.empty();
        }
        int seconds = Fields.number(spec.path("sessionAffinityConfig").path("clientIP"), "timeoutSeconds");
        return Optional.of(seconds == 0 ? DEFAULT_AFFINITY_SECONDS : seconds);
    }

    private static List<Service.Ingress> ingress(JsonNode loadBalancer) {
        return Fields.each(loadBalancer, "ingress").map(entry -> new Service.Ingress(Ip.tryParse(Fields.text(entry, "ip")),
                Fields.text(entry, "hostname"), !Fields.text(entry, "ipMode").equals("Proxy"))).toList();
    }

    static EndpointSlice slice(ObjectKey key, ObjectNode object) {
        var labels = Fields.strings(object.path("metadata"), "labels");
        List<EndpointSlice.Port> ports = Fields.each(object, "ports").filter(port -> Fields.number(port, "port") != 0)
                .flatMap(port -> Fields.protocol(port).stream().map(protocol ->
                        new EndpointSlice.Port(Fields.text(port, "name"), protocol, Fields.number(port, "port")))).toList();
        return new EndpointSlice(key, labels, labels.getOrDefault("kubernetes.io/service-name", ""), Fields.text(object, "addressType"),
                ports, Fields.each(object, "endpoints").map(Projection::endpoint).toList());
    }

    private static EndpointSlice.Endpoint endpoint(JsonNode endpoint) {
        JsonNode conditions = endpoint.path("conditions");
        JsonNode hints = endpoint.path("hints");
        return new EndpointSlice.Endpoint(Fields.ips(endpoint, "addresses"), Fields.flag(conditions, "ready", true),
                Fields.flag(conditions, "serving", true), Fields.flag(conditions, "terminating", false),
                Fields.text(endpoint, "nodeName"), Fields.text(endpoint, "zone"), target(endpoint.path("targetRef")),
                names(hints, "forZones"), names(hints, "forNodes"), Fields.text(endpoint, "hostname"));
    }

    private static Optional<String> target(JsonNode reference) {
        boolean pod = Fields.text(reference, "kind").equals("Pod") && !Fields.text(reference, "name").isEmpty();
        return pod ? Optional.of(Fields.text(reference, "namespace") + "/" + Fields.text(reference, "name")) : Optional.empty();
    }

    private static Set<String> names(JsonNode hints, String field) {
        Set<String> names = new TreeSet<>();
        Fields.each(hints, field).map(entry -> Fields.text(entry, "name")).forEach(names::add);
        return java.util.Collections.unmodifiableSet(names);
    }
}
