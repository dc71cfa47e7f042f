package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetGroup;
import java.time.Duration;

/** Health checks of an ALB's target groups, from annotations. */
final class HealthChecks {

    private static final int INTERVAL_SECONDS = 15;
    private static final int TIMEOUT_SECONDS = 5;
    private static final int THRESHOLD = 2;

    private HealthChecks() {}

    /** @throws BuildFailure if an annotation is wrong */
    static HealthCheck of(Annotations annotations, Service service, TargetGroup.Type type, TargetGroup.Protocol protocol, String version) {
        boolean grpc = version.equals("GRPC");
        TargetGroup.Protocol checked = TargetGroups.protocol(annotations.text("healthcheck-protocol").orElse(protocol.name()),
                "healthCheckProtocol must be within [HTTP, HTTPS]");
        return new HealthCheck(checked.name(), port(annotations, service, type),
                annotations.text("healthcheck-path").orElse(grpc ? "/AWS.ALB/healthcheck" : "/"),
                annotations.text("success-codes").orElse(grpc ? "12" : "200"),
                Duration.ofSeconds(annotations.number("healthcheck-interval-seconds").orElse(INTERVAL_SECONDS)),
                Duration.ofSeconds(annotations.number("healthcheck-timeout-seconds").orElse(TIMEOUT_SECONDS)),
                annotations.number("healthy-threshold-count").orElse(THRESHOLD), annotations.number("unhealthy-threshold-count").orElse(THRESHOLD));
    }

    private static String port(Annotations annotations, Service service, TargetGroup.Type type) {
        String port = annotations.text("healthcheck-port").orElse(HealthCheck.TRAFFIC_PORT);
        if (port.equals(HealthCheck.TRAFFIC_PORT) || port.matches("[0-9]+")) {
            return port;
        }
        Service.Port named;
        try {
            named = TargetGroups.portOf(service, port);
        } catch (BuildFailure e) {
            throw e.within("failed to resolve healthCheckPort");
        }
        if (type == TargetGroup.Type.INSTANCE) {
            return String.valueOf(named.nodePort());
        }
        if (!named.targetPort().matches("[0-9]+")) {
            throw new BuildFailure("cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port");
        }
        return named.targetPort();
    }
}
