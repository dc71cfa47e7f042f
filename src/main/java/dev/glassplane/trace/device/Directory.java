package dev.glassplane.trace.device;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who holds an address, by name. A trace follows tables, not this: it is asked for addresses in requests and for explanations. Each map is made
 * on first use and kept as long as the objects that it shows stay the same.
 */
public final class Directory {

    private record Listener(String node, Protocol protocol, int port) {}

    private final ClusterImage image;
    private final Supplier<Map<Ip, Pod>> pods;
    private final Supplier<Map<Listener, Pod>> listeners;
    private final Supplier<Map<Ip, Node>> nodes;
    private final Supplier<Map<Ip, Node>> publicNodes;
    private final Supplier<Map<Ip, Service>> clusterIps;
    private final Supplier<Map<Ip, Service>> externalIps;
    private final Supplier<Map<Integer, Service>> healthChecks;

    private Directory(ClusterImage image, Directory before) {
        this.image = image;
        boolean samePods = before != null && before.image.pods() == image.pods();
        boolean sameNodes = before != null && before.image.nodes() == image.nodes();
        boolean sameServices = before != null && before.image.services() == image.services();
        Collection<Pod> allPods = image.pods().values(); // not the image: it would be kept as long as nobody asks
        Collection<Node> allNodes = image.nodes().values();
        Collection<Service> allServices = image.services().values();
        pods = samePods ? before.pods : Once.of(() -> podsByIp(allPods));
        listeners = samePods ? before.listeners : Once.of(() -> listeners(allPods));
        nodes = sameNodes ? before.nodes : Once.of(() -> nodesByIp(allNodes));
        publicNodes = sameNodes ? before.publicNodes : Once.of(() -> nodesByPublicIp(allNodes));
        clusterIps = sameServices ? before.clusterIps : Once.of(() -> servicesByClusterIp(allServices));
        externalIps = sameServices ? before.externalIps : Once.of(() -> servicesByExternalIp(allServices));
        healthChecks = sameServices ? before.healthChecks : Once.of(() -> servicesByHealthCheck(allServices));
    }

    /** @return the directory of an image */
    public static Directory of(ClusterImage image) {
        return new Directory(image, null);
    }

    /** @return the directory of another image, sharing what did not change */
    public Directory next(ClusterImage other) {
        return other == image ? this : new Directory(other, this);
    }

    /** @return the pod that has the address for itself */
    public Optional<Pod> podAt(Ip ip) {
        return Optional.ofNullable(pods.get().get(ip));
    }

    /** @return the hostNetwork pod on the node that declares the port */
    public Optional<Pod> listener(String node, Protocol protocol, int port) {
        return Optional.ofNullable(listeners.get().get(new Listener(node, protocol, port)));
    }

    /** @return the node with this internal address */
    public Optional<Node> nodeAt(Ip ip) {
        return Optional.ofNullable(nodes.get().get(ip));
    }

    /** @return the node with this external address */
    public Optional<Node> publicNodeAt(Ip ip) {
        return Optional.ofNullable(publicNodes.get().get(ip));
    }

    /** @return the Service with this ClusterIP */
    public Optional<Service> serviceAt(Ip clusterIp) {
        return Optional.ofNullable(clusterIps.get().get(clusterIp));
    }

    /** @return the Service with this external or load balancer address */
    public Optional<Service> externalServiceAt(Ip ip) {
        return Optional.ofNullable(externalIps.get().get(ip));
    }

    /** @return the Service whose health check kube-proxy answers on this node port */
    public Optional<Service> healthCheckAt(int nodePort) {
        return Optional.ofNullable(healthChecks.get().get(nodePort));
    }

    /** @return whether the Service that a rule stands for has endpoints, none of them ready */
    boolean hasUnreadyEndpoints(Origin origin) {
        int colon = origin.name().indexOf(':');
        String name = colon < 0 ? origin.name() : origin.name().substring(0, colon);
        var slices = image.slicesOf().get(new ObjectKey("services", origin.namespace(), name));
        return slices != null && slices.values().stream().anyMatch(slice -> !slice.endpoints().isEmpty());
    }

    private static Map<Ip, Pod> podsByIp(Collection<Pod> all) {
        Map<Ip, Pod> map = new HashMap<>();
        all.stream().filter(pod -> pod.hasOwnNetwork())
                .forEach(pod -> pod.ips().forEach(ip -> map.put(ip, pod)));
        return map;
    }

    private static Map<Listener, Pod> listeners(Collection<Pod> all) {
        Map<Listener, Pod> map = new HashMap<>();
        all.stream().filter(pod -> pod.hostNetwork() && pod.phase().equals("Running")).forEach(pod ->
                pod.containerPorts().forEach(port -> map.put(new Listener(pod.nodeName(), port.protocol(), port.port()), pod)));
        return map;
    }

    private static Map<Ip, Node> nodesByIp(Collection<Node> all) {
        Map<Ip, Node> map = new HashMap<>();
        all.forEach(node -> node.internalIps().forEach(ip -> map.put(ip, node)));
        return map;
    }

    private static Map<Ip, Node> nodesByPublicIp(Collection<Node> all) {
        Map<Ip, Node> map = new HashMap<>();
        all.forEach(node -> node.externalIps().forEach(ip -> map.put(ip, node)));
        return map;
    }

    private static Map<Ip, Service> servicesByClusterIp(Collection<Service> all) {
        Map<Ip, Service> map = new HashMap<>();
        all.forEach(service -> service.clusterIps().forEach(ip -> map.put(ip, service)));
        return map;
    }

    private static Map<Ip, Service> servicesByExternalIp(Collection<Service> all) {
        Map<Ip, Service> map = new HashMap<>();
        all.forEach(service -> {
            service.externalIps().forEach(ip -> map.put(ip, service));
            service.ingress().forEach(ingress -> ingress.ip().ifPresent(ip -> map.put(ip, service)));
        });
        return map;
    }

    private static Map<Integer, Service> servicesByHealthCheck(Collection<Service> all) {
        Map<Integer, Service> map = new HashMap<>();
        all.stream().filter(service -> service.healthCheckNodePort() != 0)
                .forEach(service -> map.put(service.healthCheckNodePort(), service));
        return map;
    }

    /** A value made on first use, by one thread. */
    private static final class Once<T> implements Supplier<T> {
        private Supplier<T> maker;
        private volatile T value;

        private Once(Supplier<T> maker) {
            this.maker = maker;
        }

        static <T> Supplier<T> of(Supplier<T> maker) {
            return new Once<>(maker);
        }

        @Override
        public T get() {
            T made = value;
            if (made != null) {
                return made;
            }
            synchronized (this) {
                if (value == null) {
                    value = maker.get();
                    maker = null;
                }
                return value;
            }
        }
    }
}
