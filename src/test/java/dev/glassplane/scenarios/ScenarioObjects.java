package dev.glassplane.scenarios;

import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.DefaultVpc;
import dev.glassplane.vpc.InterfaceRole;
import dev.glassplane.vpc.NetworkInterface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds to the objects of a scenario what control loops would: the default VPC, network interfaces that hold the addresses of nodes and pods,
 * running and ready pods, EndpointSlices of Services with a selector. What the scenario writes itself is left as it is. The annotation
 * {@code scenario/source-dest-check: "false"} of a Node switches that check off;
 * {@code scenario/eni: "1"} puts a pod's address on the node's second interface, whose own address is the node's plus 40; {@code scenario/vlan: "1"}
 * gives the pod an interface of its own, over a trunk that is the node's third interface.
 */
final class ScenarioObjects {

    private static final String READY = "glassplane.dev/ready";
    private static final String ENI = "scenario/eni";
    private static final String SECURITY_GROUPS = "glassplane.dev/security-groups";
    private static final String VLAN = "scenario/vlan";
    private static final String SOURCE_DEST_CHECK = "scenario/source-dest-check";
    private static final int SECOND_INTERFACE_OFFSET = 40;
    private static final int TRUNK_DEVICE = 2;

    private final List<ObjectNode> objects = new ArrayList<>();

    private ScenarioObjects() {}

    static List<ObjectNode> complete(List<ObjectNode> given) {
        ScenarioObjects all = new ScenarioObjects();
        if (given.stream().noneMatch(object -> kind(object).equals("VPC"))) {
            all.objects.addAll(DefaultVpc.objects(ScenarioIpv6.family(given)));
        }
        given.forEach(object -> all.objects.add(object.deepCopy()));
        all.of("Pod").forEach(ScenarioObjects::run);
        all.of("Pod").forEach(all::place);
        ScenarioNetwork.complete(all.objects);
        all.of("Node").forEach(all::attach);
        all.of("Service").forEach(all::slice);
        return all.objects;
    }

    private List<ObjectNode> of(String kind) {
        return objects.stream().filter(object -> kind(object).equals(kind)).toList();
    }

    private static String kind(JsonNode object) {
        return object.path("kind").asString("");
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asString("");
    }

    private static String namespace(JsonNode object) {
        return object.path("metadata").path("namespace").asString("default");
    }

    private static String annotation(JsonNode object, String name) {
        return object.path("metadata").path("annotations").path(name).asString("");
    }

    private static Optional<Ip> podIp(JsonNode pod) {
        return Ip.tryParse(pod.path("status").path("podIP").asString(""));
    }

    private static void run(ObjectNode pod) {
        ObjectNode metadata = (ObjectNode) pod.get("metadata");
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + name(pod));
        }
        ObjectNode status = pod.withObject("/status");
        if (!status.has("phase")) {
            status.put("phase", "Running");
        }
        if (!status.has("conditions")) {
            status.putArray("conditions").addObject().put("type", "Ready").put("status", annotation(pod, READY).equals("false") ? "False" : "True");
        }
    }

    private void place(ObjectNode pod) {
        String node = pod.path("spec").path("nodeName").asString("");
        of("Node").stream().filter(each -> name(each).equals(node)).flatMap(each -> each.path("status").path("addresses").valueStream())
                .filter(address -> address.path("type").asString("").equals("InternalIP")).findFirst().filter(_ -> !pod.path("status").has("hostIP"))
                .ifPresent(address -> pod.withObject("/status").put("hostIP", address.path("address").asString()));
    }

    private void attach(ObjectNode node) {
        boolean given = of("NetworkInterface").stream().anyMatch(of -> of.path("spec").path("node").asString("").equals(name(node)));
        Optional<Ip> primary = Stream.concat(node.path("status").path("addresses").valueStream().filter(a -> a.path("type").asString("").equals("InternalIP"))
                .map(a -> Ip.parse(a.path("address").asString())), Ip.tryParse(annotation(node, ScenarioIpv6.IPV4)).stream()).filter(Ip::isV4).findFirst();
        if (given || primary.isEmpty()) {
            return;
        }
        if (ScenarioIpv6.family(objects) == Family.IPV6) {
            objects.add(ScenarioIpv6.attached(node, of("Pod").stream().filter(pod -> pod.path("spec").path("nodeName").asString("").equals(name(node))
                    && !pod.path("spec").path("hostNetwork").asBoolean(false) && podIp(pod).isPresent()).toList(), subnet(primary.get())));
            return;
        }
        Map<Integer, List<NetworkInterface.Address>> byDevice = new LinkedHashMap<>();
        byDevice.put(0, new ArrayList<>(List.of(new NetworkInterface.Address(primary.get(), true, Optional.empty(), Optional.empty()))));
        for (ObjectNode pod : ScenarioNetwork.of(objects) == PodNetwork.VPC ? of("Pod") : List.<ObjectNode>of()) {
            boolean here = pod.path("spec").path("nodeName").asString("").equals(name(node)) && !pod.path("spec").path("hostNetwork").asBoolean(false);
            if (here && podIp(pod).isPresent() && !annotation(pod, VLAN).isEmpty()) {
                byDevice.computeIfAbsent(TRUNK_DEVICE, n -> List.of(new NetworkInterface.Address(primary.get().plus(SECOND_INTERFACE_OFFSET * n), true,
                        Optional.empty(), Optional.empty())));
                objects.add(branch(pod, node, subnet(primary.get())).toObject());
            } else if (here && podIp(pod).filter(Ip::isV4).isPresent()) {
                int device = annotation(pod, ENI).isEmpty() ? 0 : Integer.parseInt(annotation(pod, ENI));
                byDevice.computeIfAbsent(device, n -> new ArrayList<>(List.of(new NetworkInterface.Address(
                        primary.get().plus(SECOND_INTERFACE_OFFSET * n), true, Optional.empty(), Optional.empty()))))
                        .add(NetworkInterface.Address.free(podIp(pod).get()).heldBy(
                                new NetworkInterface.Holder(namespace(pod), name(pod), pod.path("metadata").path("uid").asString())));
            }
        }
        byDevice.forEach((device, addresses) -> objects.add(new NetworkInterface("eni-" + name(node) + "-" + device, name(node), device,
                subnet(primary.get()), String.format("02:00:00:00:%02x:%02x", name(node).hashCode() & 0xff, device), addresses, List.of(),
                Instant.EPOCH, Instant.EPOCH, NetworkInterface.Agent.NONE).withGroups(groups(node))
                .withRole(addresses.size() == 1 && device == TRUNK_DEVICE ? new InterfaceRole.Trunk() : InterfaceRole.PLAIN).toObject()));
        of("NetworkInterface").stream().filter(of -> annotation(node, SOURCE_DEST_CHECK).equals("false") && of.path("spec").path("node").asString("").equals(name(node)))
                .forEach(of -> of.withObject("/spec").put("sourceDestCheck", false));
    }

    private static NetworkInterface branch(ObjectNode pod, ObjectNode node, String subnet) {
        int vlan = Integer.parseInt(annotation(pod, VLAN));
        NetworkInterface.Address own = new NetworkInterface.Address(podIp(pod).orElseThrow(), true, Optional.of(new NetworkInterface.Holder(namespace(pod),
                name(pod), pod.path("metadata").path("uid").asString())), Optional.empty());
        return new NetworkInterface("eni-" + name(pod), name(node), vlan, subnet, String.format("02:00:00:01:%02x:%02x", name(node).hashCode() & 0xff, vlan),
                List.of(own), List.of(), Instant.EPOCH, Instant.EPOCH, NetworkInterface.Agent.NONE)
                .withGroups(groups(pod))
                .withRole(new InterfaceRole.Branch("eni-" + name(node) + "-" + TRUNK_DEVICE, vlan));
    }

    private static List<String> groups(ObjectNode node) {
        return annotation(node, SECURITY_GROUPS).isEmpty() ? List.of() : List.of(annotation(node, SECURITY_GROUPS).split(","));
    }

    private String subnet(Ip ip) {
        return of("Subnet").stream().filter(subnet -> dev.glassplane.net.Cidr.parse(subnet.path("spec").path("cidrBlock").asString()).contains(ip))
                .map(ScenarioObjects::name).findFirst().orElseThrow(() -> new IllegalArgumentException("no subnet holds " + ip));
    }

    private void slice(ObjectNode service) {
        JsonNode selector = service.path("spec").path("selector");
        if (selector.isEmpty()) {
            return;
        }
        boolean given = of("EndpointSlice").stream().anyMatch(slice -> namespace(slice).equals(namespace(service))
                && slice.path("metadata").path("labels").path("kubernetes.io/service-name").asString("").equals(name(service)));
        if (given) {
            return;
        }
        List<ObjectNode> pods = of("Pod").stream().filter(pod -> namespace(pod).equals(namespace(service)) && podIp(pod).isPresent()
                && selector.properties().stream().allMatch(want ->
                        want.getValue().equals(pod.path("metadata").path("labels").path(want.getKey())))).toList();
        ObjectNode slice = JsonNodeFactory.instance.objectNode().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        slice.putObject("metadata").put("name", name(service) + "-abc").put("namespace", namespace(service))
                .putObject("labels").put("kubernetes.io/service-name", name(service));
        slice.put("addressType", ScenarioIpv6.family(objects) == Family.IPV6 ? "IPv6" : "IPv4");
        ArrayNode ports = slice.putArray("ports");
        service.path("spec").path("ports").forEach(port -> ports.addObject().put("name", port.path("name").asString(""))
                .put("protocol", port.path("protocol").asString("TCP")).put("port", targetPort(port, pods)));
        ArrayNode endpoints = slice.putArray("endpoints");
        pods.forEach(pod -> endpoints.add(endpoint(pod)));
        objects.add(slice);
    }

    private static int targetPort(JsonNode port, List<ObjectNode> pods) {
        JsonNode target = port.path("targetPort");
        if (target.isInt()) {
            return target.asInt();
        }
        return pods.stream().flatMap(pod -> pod.path("spec").path("containers").valueStream()).flatMap(container -> container.path("ports").valueStream())
                .filter(declared -> declared.path("name").equals(target)).map(declared -> declared.path("containerPort").asInt()).findFirst()
                .orElse(port.path("port").asInt());
    }

    private ObjectNode endpoint(ObjectNode pod) {
        String node = pod.path("spec").path("nodeName").asString("");
        boolean ready = !annotation(pod, READY).equals("false") && pod.path("status").path("phase").asString("").equals("Running");
        ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
        endpoint.putArray("addresses").add(podIp(pod).orElseThrow().toString());
        endpoint.putObject("conditions").put("ready", ready).put("serving", ready).put("terminating", false);
        endpoint.put("nodeName", node).put("zone", of("Node").stream().filter(each -> name(each).equals(node))
                .map(each -> each.path("metadata").path("labels").path("topology.kubernetes.io/zone").asString("")).findFirst().orElse(""));
        endpoint.putObject("targetRef").put("kind", "Pod").put("namespace", namespace(pod)).put("name", name(pod));
        return endpoint;
    }
}
