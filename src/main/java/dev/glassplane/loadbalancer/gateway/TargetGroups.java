package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.proxy.ServiceTargets;
import dev.glassplane.net.Origin;
import java.util.Map;
import java.util.Optional;

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
                Optional.empty(), false, false, Optional.empty(), Map.of(), ServiceTargets.of(image, service, need.port()),
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
}
