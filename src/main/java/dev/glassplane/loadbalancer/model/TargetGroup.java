package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Targets that are alike.
 *
 * @param name             unique in the load balancer: that of the AWS API, or {@code NS/SERVICE:PORT} behind a proxy
 * @param arn              of the AWS API, empty behind a proxy
 * @param type             what targets are
 * @param protocol         spoken to targets
 * @param version          of HTTP: {@code HTTP1}, {@code HTTP2}, {@code GRPC}; empty if it is not HTTP
 * @param port             of the target group; each target has its own
 * @param tls              what the load balancer checks of a target's certificate; empty: nothing is checked, or no TLS is spoken
 * @param healthCheck      empty behind a proxy: endpoints say who is ready
 * @param preserveClientIp targets see the client's address (NLB)
 * @param proxyProtocol    a header of PROXY protocol v2 goes first
 * @param crossZone        overrules the load balancer's; empty: that of the load balancer
 * @param attributes       by the keys of the AWS API ({@code deregistration_delay.timeout_seconds}), those that somebody set
 * @param targets          all of them, whatever their health
 * @param origin           the Service with its port: {@code Service demo/web:80}
 */
public record TargetGroup(String name, Optional<String> arn, Type type, Protocol protocol, String version, int port, Optional<BackendTls> tls,
                          Optional<HealthCheck> healthCheck, boolean preserveClientIp, boolean proxyProtocol, Optional<Boolean> crossZone,
                          Map<String, String> attributes, List<Target> targets, Origin origin) {

    public TargetGroup {
        attributes = Map.copyOf(attributes);
        targets = List.copyOf(targets);
    }

    /** What a target is. */
    public enum Type {
        /** A node, at a node port. */
        INSTANCE,
        /** A pod. */
        IP,
        /** An ALB behind an NLB: the target's address is that of one of its nodes, its id the ARN. */
        ALB;

        /** @return {@code instance} */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What a load balancer speaks to targets. */
    public enum Protocol { HTTP, HTTPS, TCP, UDP, TCP_UDP, TLS }

    /**
     * TLS towards targets (BackendTLSPolicy).
     *
     * @param hostname          SNI, and the name that the certificate must have unless there are {@code alternatives}
     * @param alternatives      DNS names and URIs, one of which the certificate must have
     * @param authorities       who may have signed it: {@code System}, or {@code NAMESPACE/NAME} of ConfigMaps
     * @param clientCertificate that the load balancer shows: {@code NAMESPACE/NAME} of a Secret
     */
    public record BackendTls(String hostname, List<String> alternatives, List<String> authorities, Optional<String> clientCertificate) {

        public BackendTls {
            alternatives = List.copyOf(alternatives);
            authorities = List.copyOf(authorities);
        }
    }
}
