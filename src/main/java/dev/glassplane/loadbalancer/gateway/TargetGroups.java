package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;

/** Makes target groups of Services: their ready endpoints, which a proxy speaks to without the Service's address. */
final class TargetGroups {

    private final ClusterImage image;
    private final BackendTlsPolicies policies;
    private final Optional<String> clientCertificate;

    /** @param clientCertificate that the Gateway shows to backends */
    TargetGroups(ClusterImage image, BackendTlsPolicies policies, Optional<String> clientCertificate) {
        this.image = image;
        this.policies = policies;
        this.clientCertificate = clientCertificate;
    }

    TargetGroup of(Need need) {
        Service service = image.services().get(need.service());
        Optional<TargetGroup.BackendTls> tls = need.kind() == RouteKind.UDP ? Optional.empty() : policies.of(service, need.port()).map(BackendTlsPolicies.Policy::tls)
                .map(of -> new TargetGroup.BackendTls(of.hostname(), of.alternatives(), of.authorities(), clientCertificate));
        return new TargetGroup(need.group(), Optional.empty(), TargetGroup.Type.IP, protocol(need.kind(), tls.isPresent()), version(need), need.port().port(), tls,
                Optional.empty(), false, false, Optional.empty(), Map.of(), targets(service, need.port()),
                new Origin(GatewayApi.COMPONENT, "Service", service.key().namespace(), service.key().name() + ":" + need.port().port(), "backendRefs"));
    }

    private static TargetGroup.Protocol protocol(RouteKind kind, boolean tls) {
        return switch (kind) {
            case HTTP, GRPC -> tls ? TargetGroup.Protocol.HTTPS : TargetGroup.Protocol.HTTP;
            case TLS, TCP -> tls ? TargetGroup.Protocol.TLS : TargetGroup.Protocol.TCP;
            case UDP -> TargetGroup.Protocol.UDP;
        };
    }

    private static String version(Need need) {
        return switch (need.kind()) {
            case GRPC -> "GRPC";
            case HTTP -> switch (need.port().appProtocol()) {
                case "kubernetes.io/h2c", "h2c", "http2", "grpc" -> "HTTP2";
                default -> "HTTP1";
            };
            case TLS, TCP, UDP -> "";
        };
    }

    private List<Target> targets(Service service, Service.Port port) {
        List<EndpointSlice> slices = image.slicesOf().getOrDefault(service.key(), HashTreePMap.<ObjectKey, EndpointSlice>empty()).values().stream()
                .sorted(java.util.Comparator.comparing(EndpointSlice::key)).toList();
        String family = family(service, slices);
        List<Target> targets = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals(family)) {
                slice.ports().stream().filter(each -> each.name().equals(port.name()) && each.protocol() == port.protocol())
                        .forEach(each -> slice.endpoints().stream().filter(endpoint -> endpoint.ready() && !endpoint.addresses().isEmpty()).forEach(endpoint -> targets.add(target(endpoint, each.port()))));
            }
        }
        return targets;
    }

    /** The Service's own first family; without addresses the one that it has endpoints of. */
    private static String family(Service service, List<EndpointSlice> slices) {
        return service.clusterIps().stream().findFirst().map(ip -> ip.family() == Family.IPV4 ? "IPv4" : "IPv6")
                .orElseGet(() -> slices.stream().anyMatch(slice -> slice.addressType().equals("IPv4") && !slice.endpoints().isEmpty()) ? "IPv4" : "IPv6");
    }

    private static Target target(EndpointSlice.Endpoint endpoint, int port) {
        Ip ip = endpoint.addresses().getFirst();
        Optional<ObjectKey> pod = endpoint.target().map(name -> new ObjectKey("pods", name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1)));
        return new Target(ip.toString(), "", ip, port, endpoint.zone(), TargetHealth.HEALTHY, pod);
    }
}
