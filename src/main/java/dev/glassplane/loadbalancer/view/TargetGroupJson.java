package dev.glassplane.loadbalancer.view;

import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A target group in the shape of {@code DescribeTargetGroups}, with what {@code DescribeTargetHealth} says of it inside. */
final class TargetGroupJson {

    private TargetGroupJson() {}

    static ObjectNode of(TargetGroup group) {
        ObjectNode json = LoadBalancerJson.object();
        group.arn().ifPresent(arn -> json.put("TargetGroupArn", arn));
        json.put("TargetGroupName", group.name()).put("Protocol", group.protocol().name()).put("Port", group.port());
        if (!group.version().isEmpty()) {
            json.put("ProtocolVersion", group.version());
        }
        json.put("TargetType", group.type().word());
        group.healthCheck().ifPresent(check -> check(json, check));
        json.put("PreserveClientIp", group.preserveClientIp()).put("ProxyProtocolV2", group.proxyProtocol());
        group.tls().ifPresent(tls -> {
            ObjectNode asked = json.putObject("BackendTls").put("Hostname", tls.hostname());
            tls.authorities().forEach(asked.putArray("Authorities")::add);
        });
        LoadBalancerJson.attributes(json, group.attributes());
        ArrayNode targets = json.putArray("TargetHealthDescriptions");
        group.targets().forEach(target -> targets.add(target(target)));
        json.set("Origin", LoadBalancerJson.origin(group.origin()));
        return json;
    }

    private static void check(ObjectNode json, HealthCheck check) {
        json.put("HealthCheckProtocol", check.protocol()).put("HealthCheckPort", check.port());
        if (!check.path().isEmpty()) {
            json.put("HealthCheckPath", check.path());
        }
        json.put("HealthCheckIntervalSeconds", check.interval().toSeconds()).put("HealthCheckTimeoutSeconds", check.timeout().toSeconds())
                .put("HealthyThresholdCount", check.healthyThreshold()).put("UnhealthyThresholdCount", check.unhealthyThreshold());
        if (!check.matcher().isEmpty()) {
            json.putObject("Matcher").put("HttpCode", check.matcher());
        }
    }

    private static ObjectNode target(Target target) {
        ObjectNode json = LoadBalancerJson.object();
        json.putObject("Target").put("Id", target.id()).put("Port", target.port()).put("AvailabilityZone", target.zone());
        ObjectNode health = json.putObject("TargetHealth").put("State", target.health().state().word());
        if (!target.health().reason().isEmpty()) {
            health.put("Reason", target.health().reason()).put("Description", target.health().description());
        }
        if (!target.node().isEmpty()) {
            json.put("Node", target.node());
        }
        target.pod().ifPresent(pod -> json.put("Pod", pod.qualifiedName()));
        return json;
    }
}
