package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.EndpointSlice.Endpoint;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Which targets a TargetGroupBinding registers ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/backend/endpoint_resolver.go}). */
final class Registrations {

    private static final LabelSelector PROXIES = new LabelSelector(List.of(
            new LabelSelector.Requirement("node-role.kubernetes.io/master", LabelSelector.Operator.DOES_NOT_EXIST, List.of()),
            new LabelSelector.Requirement("node.kubernetes.io/exclude-from-external-load-balancers", LabelSelector.Operator.DOES_NOT_EXIST, List.of()),
            new LabelSelector.Requirement("alpha.service-controller.kubernetes.io/exclude-balancer", LabelSelector.Operator.DOES_NOT_EXIST, List.of()),
            new LabelSelector.Requirement("eks.amazonaws.com/compute-type", LabelSelector.Operator.NOT_IN, List.of("fargate"))));

    private final ClusterImage image;
    private final Vpc vpc;

    Registrations(ClusterImage image, Vpc vpc) {
        this.image = image;
        this.vpc = vpc;
    }

    /** @return the Service's port that the binding names */
    Optional<Service.Port> port(Binding binding) {
        return image.service(binding.key().namespace(), binding.service()).stream().flatMap(service -> service.ports().stream())
                .filter(port -> binding.port().equals(Integer.toString(port.port())) || !port.name().isEmpty() && binding.port().equals(port.name())).findFirst();
    }

    /** @return targets in the order of their addresses, empty if there is no such Service or port */
    List<Registration> of(Binding binding) {
        return port(binding).map(port -> switch (binding.type()) {
            case INSTANCE -> nodes(binding, port);
            case IP -> pods(binding, port);
            case ALB -> List.<Registration>of();
        }).orElse(List.of()).stream().sorted().toList();
    }

    /** Ready nodes, unless a label keeps them away. */
    private List<Registration> nodes(Binding binding, Service.Port port) {
        return port.nodePort() == 0 ? List.of() : image.nodes().values().stream().filter(node -> node.ready() && PROXIES.matches(node.labels())
                && binding.nodes().matches(node.labels())).flatMap(node -> node(node, port.nodePort()).stream()).toList();
    }

    private Optional<Registration> node(Node node, int port) {
        Optional<Ip> ip = vpc.primaryOf(node.name()).flatMap(NetworkInterface::primary).or(() -> node.internalIps().stream().filter(Ip::isV4).findFirst());
        return instance(node).flatMap(id -> ip.map(found -> new Registration(id, node.name(), found, port, node.zone(), "")));
    }

    /** {@code aws:///us-east-1a/i-0123} ends with the instance's id. */
    private Optional<String> instance(Node node) {
        String provider = image.object(node.key()).map(stored -> stored.object().path("spec").path("providerID").stringValue("")).orElse("");
        return Optional.of(provider.substring(provider.lastIndexOf('/') + 1)).filter(id -> !id.isEmpty());
    }

    private List<Registration> pods(Binding binding, Service.Port port) {
        Map<String, Registration> found = new TreeMap<>();
        String family = binding.ipv6() ? "IPv6" : "IPv4";
        ObjectKey service = new ObjectKey("services", binding.key().namespace(), binding.service());
        Collection<EndpointSlice> slices = image.slicesOf().get(service) == null ? List.of() : image.slicesOf().get(service).values();
        for (EndpointSlice slice : slices) {
            slice.ports().stream().filter(each -> slice.addressType().equals(family) && (port.name().isEmpty() || port.name().equals(each.name())))
                    .flatMap(each -> slice.endpoints().stream().flatMap(endpoint -> pod(binding, endpoint, each.port()).stream()))
                    .forEach(target -> found.put(target.key(), target));
        }
        return List.copyOf(found.values());
    }

    /** A pod that only waits for its own readiness gate is registered too, or it would never become ready. */
    private Optional<Registration> pod(Binding binding, Endpoint endpoint, int port) {
        Optional<Pod> pod = endpoint.target().flatMap(name -> image.pod(name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1)));
        if (pod.isEmpty() || endpoint.addresses().isEmpty()) {
            return Optional.empty();
        }
        boolean nodeReady = image.node(pod.get().nodeName()).filter(Node::ready).isPresent();
        boolean waits = containersReady(pod.get()) && nodeReady && !endpoint.terminating();
        Ip ip = endpoint.addresses().getFirst();
        String zone = vpc.contains(ip) ? vpc.holderOf(ip).flatMap(of -> vpc.subnet(of.subnet())).or(() -> vpc.subnetOf(ip)).map(Subnet::zone).orElse("") : "all";
        return endpoint.ready() || waits ? Optional.of(new Registration(ip.toString(), "", ip, port, zone, pod.get().key().namespace() + "/" + pod.get().key().name()))
                : Optional.empty();
    }

    /** @return whether the containers of the pod work, whatever its readiness gates say; if its status does not tell, whether it is ready */
    boolean containersReady(Pod pod) {
        return conditions(pod).filter(condition -> condition.path("type").stringValue("").equals("ContainersReady")).findFirst()
                .map(condition -> condition.path("status").stringValue("").equals("True")).orElse(pod.ready());
    }

    private Stream<JsonNode> conditions(Pod pod) {
        JsonNode object = image.object(pod.key()).<JsonNode>map(Stored::object).orElseGet(MissingNode::getInstance);
        return object.path("status").path("conditions").valueStream();
    }

    /** @return endpoints of the port that take new connections, on any node or on this one */
    boolean anyReady(Service service, Service.Port port, Optional<String> node) {
        Collection<EndpointSlice> slices = image.slicesOf().get(service.key()) == null ? List.of() : image.slicesOf().get(service.key()).values();
        return slices.stream().filter(slice -> slice.ports().stream().anyMatch(each -> port.name().isEmpty() || port.name().equals(each.name())))
                .flatMap(slice -> slice.endpoints().stream()).anyMatch(endpoint -> endpoint.ready() && node.filter(of -> !of.equals(endpoint.nodeName())).isEmpty());
    }

    /** @return whether the binding's target group has instances for targets */
    static boolean instances(Binding binding) {
        return binding.type() == TargetGroup.Type.INSTANCE;
    }
}
