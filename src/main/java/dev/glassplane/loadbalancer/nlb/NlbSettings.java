package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which annotations of the controller there are, and which of them cannot be obeyed here (docs/limits.md, nlb-settings). */
final class NlbSettings {

    private static final String STEM = "aws-load-balancer-";
    private static final Set<String> KNOWN = Set.of("type", "nlb-target-type", "name", "scheme", "internal", "proxy-protocol", "proxy-protocol-per-target-group",
            "ip-address-type", "access-log-enabled", "access-log-s3-bucket-name", "access-log-s3-bucket-prefix", "cross-zone-load-balancing-enabled", "ssl-cert",
            "ssl-ports", "ssl-negotiation-policy", "backend-protocol", "additional-resource-tags", "healthcheck-healthy-threshold",
            "healthcheck-unhealthy-threshold", "healthcheck-timeout", "healthcheck-interval", "healthcheck-protocol", "healthcheck-port", "healthcheck-path",
            "healthcheck-success-codes", "target-group-attributes", "subnets", "eip-allocations", "private-ipv4-addresses", "alpn-policy", "target-node-labels",
            "attributes", "security-groups", "manage-backend-security-group-rules", "inbound-sg-rules-on-private-link-traffic", "security-group-prefix-lists",
            "multi-cluster-target-group", "minimum-load-balancer-capacity", "enable-tcp-udp-listener", "disable-nlb-sg");
    private static final List<String> WITH_PORTS = List.of("target-group-attributes.", "listener-attributes.");
    private static final Set<String> NOT_MODELLED = Set.of("ipv6-addresses", "eip-allocations-discovery-tags", "enable-prefix-for-ipv6-source-nat",
            "source-nat-ipv6-prefixes", "enable-icmp-for-path-mtu-discovery", "quic-enabled-ports");
    private static final String ACTIONS = "actions.";

    private NlbSettings() {}

    /** @throws BuildFailure if an annotation asks for something that is not modelled */
    static void check(Annotations annotations) {
        for (String key : annotations.values().keySet().stream().sorted().toList()) {
            String suffix = suffix(key);
            if (NOT_MODELLED.contains(suffix) || key.startsWith(ServiceObject.PREFIX + "/" + ACTIONS)) {
                throw new BuildFailure("annotation " + key + " is not modelled (limit: nlb-settings)");
            }
        }
    }

    /** @return annotations with the controller's stem that it does not know; it passes over them silently */
    static List<String> unknown(Annotations annotations) {
        return annotations.values().keySet().stream().filter(key -> !suffix(key).isEmpty() && !KNOWN.contains(suffix(key)) && !NOT_MODELLED.contains(suffix(key))
                && WITH_PORTS.stream().noneMatch(suffix(key)::startsWith)).sorted().toList();
    }

    private static String suffix(String key) {
        String start = ServiceObject.PREFIX + "/" + STEM;
        return key.startsWith(start) ? key.substring(start.length()) : "";
    }

    /** Attributes of a load balancer that decide nothing here. */
    private static final Set<String> ATTRIBUTES = Set.of("deletion_protection.enabled", "access_logs.s3.enabled", "access_logs.s3.bucket", "access_logs.s3.prefix",
            "ipv6.deny_all_igw_traffic", "load_balancing.cross_zone.enabled", "dns_record.client_routing_policy", "zonal_shift.config.enabled");
    private static final Set<String> GROUP_ATTRIBUTES = Set.of("deregistration_delay.timeout_seconds", "deregistration_delay.connection_termination.enabled",
            "preserve_client_ip.enabled", "proxy_protocol_v2.enabled", "stickiness.enabled", "stickiness.type", "load_balancing.cross_zone.enabled",
            "target_group_health.dns_failover.minimum_healthy_targets.count", "target_group_health.dns_failover.minimum_healthy_targets.percentage",
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "target_health_state.unhealthy.connection_termination.enabled",
            "target_health_state.unhealthy.draining_interval_seconds", "target_failover.on_deregistration", "target_failover.on_unhealthy");
    private static final String ANY_ZONE = "any_availability_zone";
    private static final Set<String> ROUTING = Set.of(ANY_ZONE, "partial_availability_zone_affinity", "availability_zone_affinity");

    /** @return attributes of the load balancer with their values checked as the controller and the ELB API check them */
    static void checkAttributes(Map<String, String> attributes) {
        String routing = attributes.getOrDefault("dns_record.client_routing_policy", ANY_ZONE);
        if (!ROUTING.contains(routing)) {
            throw new BuildFailure("invalid dns_record.client_routing_policy set in annotation aws-load-balancer-attributes: got '" + routing
                    + "' expected one of ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity']");
        }
        if (!routing.equals(ANY_ZONE)) {
            throw new BuildFailure("dns_record.client_routing_policy=" + routing + " is not modelled (limit: nlb-settings)");
        }
        unknown("Load balancer", attributes, ATTRIBUTES);
        flag("Load balancer", attributes, "load_balancing.cross_zone.enabled", "deletion_protection.enabled");
    }

    static void checkGroupAttributes(Map<String, String> attributes) {
        unknown("Target group", attributes, GROUP_ATTRIBUTES);
        flag("Target group", attributes, "proxy_protocol_v2.enabled", "stickiness.enabled");
        String delay = attributes.getOrDefault("deregistration_delay.timeout_seconds", "300");
        if (!delay.matches("[0-9]{1,4}") || Integer.parseInt(delay) > 3600) {
            throw Api.validation("'" + delay + "' must be a valid value between '0' and '3600' for attribute 'deregistration_delay.timeout_seconds'");
        }
    }

    private static void unknown(String what, Map<String, String> attributes, Set<String> known) {
        attributes.keySet().stream().filter(key -> !known.contains(key)).sorted().findFirst().ifPresent(key -> {
            throw Api.validation(what + " attribute key '" + key + "' is not recognized");
        });
    }

    private static void flag(String what, Map<String, String> attributes, String... keys) {
        for (String key : keys) {
            String value = attributes.getOrDefault(key, "true");
            if (!value.equals("true") && !value.equals("false")) {
                throw Api.validation(what + " attribute value '" + value + "' for key '" + key + "' must be 'true' or 'false'");
            }
        }
    }
}
