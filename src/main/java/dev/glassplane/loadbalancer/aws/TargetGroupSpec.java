package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Origin;
import java.util.Map;

/**
 * A target group, and the TargetGroupBinding that fills it.
 *
 * @param name             of both
 * @param type             what targets are
 * @param protocol         spoken to targets
 * @param version          of HTTP, else empty
 * @param port             of the group; targets have their own
 * @param healthCheck      how targets are checked
 * @param preserveClientIp whether targets see the client's address
 * @param proxyProtocol    whether connections begin with a PROXY protocol header
 * @param attributes       those that somebody set
 * @param binding          where targets come from
 * @param origin           the Service port
 */
public record TargetGroupSpec(String name, TargetGroup.Type type, TargetGroup.Protocol protocol, String version, int port, HealthCheck healthCheck,
                              boolean preserveClientIp, boolean proxyProtocol, Map<String, String> attributes, BindingSpec binding, Origin origin) {

    public TargetGroupSpec {
        attributes = Map.copyOf(attributes);
    }
}
