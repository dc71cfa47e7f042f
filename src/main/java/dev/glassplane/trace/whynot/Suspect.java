package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.net.Packet;
import java.util.Comparator;
import java.util.Optional;

/**
 * The Service that a packet means.
 *
 * @param service it
 * @param port    the port that is asked, empty if the Service does not list it
 * @param packet  the packet as it was sent
 */
record Suspect(Service service, Optional<Service.Port> port, Packet packet) {

    /** @return the Service whose address or node port the packet asks, one that lists the port before one that does not */
    static Optional<Suspect> of(Packet packet, ClusterImage image) {
        return image.services().values().stream().filter(service -> asks(packet, service, image))
                .map(service -> new Suspect(service, service.ports().stream().filter(port -> port(packet, port, service)).findFirst(), packet))
                .min(Comparator.comparing((Suspect suspect) -> suspect.port().isEmpty()).thenComparing(suspect -> suspect.service().key()));
    }

    private static boolean asks(Packet packet, Service service, ClusterImage image) {
        return byAddress(packet, service) || service.ports().stream().anyMatch(port -> byNodePort(packet, port)) && ofNode(packet, image);
    }

    private static boolean byAddress(Packet packet, Service service) {
        return service.clusterIps().contains(packet.destination()) || service.externalIps().contains(packet.destination())
                || service.ingress().stream().anyMatch(ingress -> ingress.ip().equals(Optional.of(packet.destination())));
    }

    private static boolean byNodePort(Packet packet, Service.Port port) {
        return port.nodePort() != 0 && port.nodePort() == packet.destinationPort() && port.protocol() == packet.protocol();
    }

    private static boolean ofNode(Packet packet, ClusterImage image) {
        return packet.destination().isLoopback() || image.nodes().values().stream().anyMatch(node ->
                node.internalIps().contains(packet.destination()) || node.externalIps().contains(packet.destination()));
    }

    private static boolean port(Packet packet, Service.Port port, Service service) {
        return byAddress(packet, service) ? port.port() == packet.destinationPort() && port.protocol() == packet.protocol() : byNodePort(packet, port);
    }
}
