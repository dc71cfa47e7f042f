package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Flow;
import dev.glassplane.vpc.firewall.Ruling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a health check of a load balancer finds at a target now: whether security groups and network ACLs let it through, and whether somebody answers at the
 * port: a pod whose containers are ready, kube-proxy at a node port with endpoints, its health server at a {@code healthCheckNodePort}.
 */
final class TargetProbe {

    /** kube-proxy's own health, and the kubelet's port. */
    private static final List<Integer> NODE_PORTS = List.of(10256, 10250);
    private static final int EPHEMERAL = 40_000;

    private final ClusterImage image;
    private final VpcFabric fabric;
    private final Registrations registrations;
    private Map<Integer, PortOf> nodePorts;
    private Map<Integer, Service> healthPorts;

    private record PortOf(Service service, Service.Port port) {}

    TargetProbe(ClusterImage image, VpcFabric fabric, Registrations registrations) {
        this.image = image;
        this.fabric = fabric;
        this.registrations = registrations;
    }

    /** @return what one check finds */
    Probe of(Registration target, HealthCheck check, LoadBalancer loadBalancer) {
        int port = check.port().equals(HealthCheck.TRAFFIC_PORT) ? target.port() : Integer.parseInt(check.port());
        if (!passes(target, port, loadBalancer)) {
            return Probe.TIMEOUT;
        }
        return target.node().isEmpty() ? pod(target, port) : node(target, port, check);
    }

    /** The check comes from the node of the target's zone, if there is one. */
    private boolean passes(Registration target, int port, LoadBalancer loadBalancer) {
        List<LbNode> nodes = loadBalancer.nodes();
        Optional<LbNode> from = nodes.stream().filter(node -> node.zone().equals(target.zone())).findFirst().or(() -> nodes.stream().findFirst());
        Optional<Attachment> to = fabric.holderOf(target.ip());
        if (from.isEmpty() || to.isEmpty() || !target.ip().isV4()) {
            return from.isPresent();
        }
        Packet packet = Packet.of(Protocol.TCP, from.get().privateIp(), EPHEMERAL, target.ip(), port);
        Packet back = Packet.of(Protocol.TCP, target.ip(), port, from.get().privateIp(), EPHEMERAL);
        boolean groups = passed(fabric.securityGroups(from.get().eni(), Direction.EGRESS, new Flow(packet, false)))
                && passed(fabric.securityGroups(to.get().eni(), Direction.INGRESS, new Flow(packet, false)));
        return groups && (from.get().subnet().equals(to.get().subnet()) || acls(from.get().subnet(), to.get().subnet(), packet, back));
    }

    private boolean acls(String from, String to, Packet packet, Packet back) {
        return passed(fabric.networkAcl(from, Direction.EGRESS, new Flow(packet, false))) && passed(fabric.networkAcl(to, Direction.INGRESS, new Flow(packet, false)))
                && passed(fabric.networkAcl(to, Direction.EGRESS, new Flow(back, true))) && passed(fabric.networkAcl(from, Direction.INGRESS, new Flow(back, true)));
    }

    private static boolean passed(Optional<Ruling> ruling) {
        return ruling.map(Ruling::passes).orElse(true);
    }

    private Probe pod(Registration target, int port) {
        String[] name = target.pod().split("/", 2);
        Optional<Pod> pod = name.length < 2 ? Optional.empty() : image.pod(name[0], name[1]);
        if (pod.isEmpty()) {
            return Probe.TIMEOUT;
        }
        List<Protocol> declared = pod.get().containerPorts().stream().filter(each -> each.port() == port).map(Pod.ContainerPort::protocol).toList();
        return registrations.containersReady(pod.get()) && (declared.isEmpty() || declared.contains(Protocol.TCP)) ? Probe.PASSES : Probe.REFUSED;
    }

    private Probe node(Registration target, int port, HealthCheck check) {
        readPorts();
        Service health = healthPorts.get(port);
        if (health != null) {
            boolean local = health.ports().stream().anyMatch(each -> registrations.anyReady(health, each, Optional.of(target.node())));
            return local || check.protocol().equals("TCP") ? Probe.PASSES : check.protocol().equals("HTTP") ? Probe.UNAVAILABLE : Probe.REFUSED;
        }
        PortOf found = nodePorts.get(port);
        if (found == null) {
            return NODE_PORTS.contains(port) || hostPod(target, port) ? Probe.PASSES : Probe.REFUSED;
        }
        if (!registrations.anyReady(found.service(), found.port(), Optional.empty())) {
            return Probe.REFUSED;
        }
        return !found.service().externalLocal() || registrations.anyReady(found.service(), found.port(), Optional.of(target.node())) ? Probe.PASSES : Probe.TIMEOUT;
    }

    private boolean hostPod(Registration target, int port) {
        Ip ip = target.ip();
        return image.pods().values().stream().anyMatch(pod -> pod.hostNetwork() && pod.ready() && pod.ips().contains(ip)
                && pod.containerPorts().stream().anyMatch(each -> each.port() == port && each.protocol() == Protocol.TCP));
    }

    private void readPorts() {
        if (nodePorts == null) {
            nodePorts = new HashMap<>();
            healthPorts = new HashMap<>();
            for (Service service : image.services().values()) {
                service.ports().stream().filter(port -> port.nodePort() != 0 && port.protocol() == Protocol.TCP)
                        .forEach(port -> nodePorts.put(port.nodePort(), new PortOf(service, port)));
                if (service.healthCheckNodePort() != 0) {
                    healthPorts.put(service.healthCheckNodePort(), service);
                }
            }
        }
    }
}
