package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** ValidateService; what concerns addresses and families is in {@link ServiceAddressValidation}. */
public final class ServiceValidation {

    private static final List<String> TYPES =
            List.of(ServiceSpec.CLUSTER_IP, ServiceSpec.EXTERNAL_NAME, ServiceSpec.LOAD_BALANCER, ServiceSpec.NODE_PORT);
    private static final List<String> AFFINITIES = List.of("ClientIP", "None");
    private static final List<String> POLICIES = List.of("Cluster", "Local");
    private static final List<String> DISTRIBUTIONS = List.of("PreferClose", "PreferSameNode", "PreferSameZone");
    /** Transports of ports of Services, containers and endpoints. */
    static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final int AFFINITY_SECONDS_MAX = 86_400;
    private static final String SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

    private ServiceValidation() {}

    /** Checks a new state. */
    public static void check(ObjectNode service, FieldErrors errors) {
        ServiceSpec spec = ServiceSpec.of(service);
        type(spec, errors);
        ports(spec, errors);
        Values.labels(spec.node().path("selector"), "spec.selector", errors);
        affinity(spec, errors);
        ServiceAddressValidation.check(spec, errors);
        externalIps(spec, errors);
        Values.oneOf(spec.node().path("type"), "spec.type", TYPES, errors);
        nodePorts(spec, errors);
        sourceRanges(spec, service.path("metadata").path("annotations").path(SOURCE_RANGES), errors);
        loadBalancer(spec, errors);
        trafficPolicies(spec, errors);
    }

    private static void type(ServiceSpec spec, FieldErrors errors) {
        if (spec.ports().isEmpty() && !spec.headless() && !spec.type().equals(ServiceSpec.EXTERNAL_NAME)) {
            errors.required("spec.ports", "");
        }
        if (spec.needsNodePorts() && spec.headless()) {
            errors.invalid("spec.clusterIPs[0]", ServiceSpec.NONE, "may not be set to 'None' for " + spec.type() + " services");
        }
        if (!spec.type().equals(ServiceSpec.EXTERNAL_NAME)) {
            return;
        }
        for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
            if (spec.node().has(field)) {
                errors.forbidden("spec." + field, "may not be set for ExternalName services");
            }
        }
        String name = spec.text("externalName");
        String cname = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (cname.isEmpty()) {
            errors.required("spec.externalName", "");
        } else {
            Names.subdomain(cname).forEach(error -> errors.invalid("spec.externalName", cname, error));
        }
    }

    private static void ports(ServiceSpec spec, FieldErrors errors) {
        List<ObjectNode> ports = spec.ports();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), "spec.ports[" + i + "]", ports.size() > 1, names, errors);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            if (!seen.add(port.path("protocol").asString("") + port.path("port").asInt(0))) {
                ObjectNode key = JsonNodeFactory.instance.objectNode().put("Name", "").put("Protocol", port.path("protocol").asString(""));
                key.putNull("AppProtocol").put("Port", port.path("port").asInt()).put("TargetPort", 0).put("NodePort", 0);
                errors.duplicate("spec.ports[" + i + "]", key);
            }
        }
    }

    private static void port(ObjectNode port, String path, boolean needsName, Set<String> names, FieldErrors errors) {
        String name = port.path("name").asString("");
        if (name.isEmpty()) {
            if (needsName) {
                errors.required(path + ".name", "");
            }
        } else {
            Names.label(name).forEach(error -> errors.invalid(path + ".name", name, error));
            if (!names.add(name)) {
                errors.duplicate(path + ".name", name);
            }
        }
        Values.port(port.path("port"), path + ".port", errors);
        Values.oneOf(port.path("protocol"), path + ".protocol", PROTOCOLS, errors);
        Values.portOrName(port.path("targetPort"), path + ".targetPort", errors);
        if (port.has("appProtocol")) {
            String protocol = port.path("appProtocol").asString("");
            Names.qualifiedName(protocol).forEach(error -> errors.invalid(path + ".appProtocol", protocol, error));
        }
    }

    private static void affinity(ServiceSpec spec, FieldErrors errors) {
        Values.oneOf(spec.node().path("sessionAffinity"), "spec.sessionAffinity", AFFINITIES, errors);
        if (spec.text("sessionAffinity").equals("ClientIP")) {
            JsonNode seconds = spec.node().path("sessionAffinityConfig").path("clientIP").path("timeoutSeconds");
            if (seconds.asInt(0) <= 0 || seconds.asInt() > AFFINITY_SECONDS_MAX) {
                errors.invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds,
                        "must be greater than 0 and less than " + AFFINITY_SECONDS_MAX);
            }
        }
    }

    private static void externalIps(ServiceSpec spec, FieldErrors errors) {
        int index = 0;
        for (JsonNode value : spec.node().path("externalIPs")) {
            String path = "spec.externalIPs[" + index++ + "]";
            Values.ip(value, path, errors).ifPresent(ip -> Values.hostIp(ip, path, errors));
        }
    }

    private static void nodePorts(ServiceSpec spec, FieldErrors errors) {
        List<ObjectNode> ports = spec.ports();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode nodePort = ports.get(i).path("nodePort");
            String path = "spec.ports[" + i + "].nodePort";
            if (nodePort.asInt(0) != 0) {
                if (spec.type().equals(ServiceSpec.CLUSTER_IP)) {
                    errors.forbidden(path, "may not be used when `type` is 'ClusterIP'");
                }
                if (!seen.add(ports.get(i).path("protocol").asString("") + nodePort.asInt())) {
                    errors.duplicate(path, nodePort);
                }
            }
        }
    }

    private static void sourceRanges(ServiceSpec spec, JsonNode annotation, FieldErrors errors) {
        JsonNode ranges = spec.node().path("loadBalancerSourceRanges");
        String path = ranges.isEmpty() ? "metadata.annotations[" + SOURCE_RANGES + "]" : "spec.LoadBalancerSourceRanges";
        boolean given = !ranges.isEmpty() || annotation.isString();
        if (given && !spec.type().equals(ServiceSpec.LOAD_BALANCER)) {
            errors.forbidden(path, "may only be used when `type` is 'LoadBalancer'");
        }
        for (int i = 0; i < ranges.size(); i++) {
            Values.cidr(ranges.get(i).asString("").strip(), path + "[" + i + "]", errors);
        }
        if (ranges.isEmpty() && !annotation.asString("").isBlank()) {
            for (String value : annotation.asString().split(",")) {
                Values.cidr(value.strip(), path, errors);
            }
        }
    }

    private static void loadBalancer(ServiceSpec spec, FieldErrors errors) {
        if (spec.type().equals(ServiceSpec.LOAD_BALANCER)) {
            if (spec.node().has("loadBalancerClass")) {
                String name = spec.text("loadBalancerClass");
                Names.qualifiedName(name).forEach(error -> errors.invalid("spec.loadBalancerClass", name, error));
            }
            return;
        }
        for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
            if (spec.node().has(field)) {
                errors.forbidden("spec." + field, "may only be used when `type` is 'LoadBalancer'");
            }
        }
    }

    private static void trafficPolicies(ServiceSpec spec, FieldErrors errors) {
        JsonNode external = spec.node().path("externalTrafficPolicy");
        if (spec.externallyAccessible()) {
            Values.oneOf(external, "spec.externalTrafficPolicy", POLICIES, errors);
        } else if (!external.isMissingNode()) {
            errors.invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services");
        }
        JsonNode healthCheck = spec.node().path("healthCheckNodePort");
        if (spec.needsHealthCheck()) {
            Values.port(healthCheck, "spec.healthCheckNodePort", errors);
        } else if (healthCheck.asInt(0) != 0) {
            errors.invalid("spec.healthCheckNodePort", healthCheck,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        JsonNode internal = spec.node().path("internalTrafficPolicy");
        if (!internal.isMissingNode() && !POLICIES.contains(internal.asString(""))) {
            errors.notSupported("spec.internalTrafficPolicy", internal, POLICIES);
        }
        JsonNode distribution = spec.node().path("trafficDistribution");
        if (!distribution.isMissingNode() && !DISTRIBUTIONS.contains(distribution.asString(""))) {
            errors.notSupported("spec.trafficDistribution", distribution, DISTRIBUTIONS);
        }
    }

    /** Checks {@code status.loadBalancer}. */
    public static void status(ObjectNode service, FieldErrors errors) {
        JsonNode ingress = service.path("status").path("loadBalancer").path("ingress");
        String list = "status.loadBalancer.ingress";
        if (!ingress.isEmpty() && !ServiceSpec.of(service).type().equals(ServiceSpec.LOAD_BALANCER)) {
            errors.forbidden(list, "may only be used when `spec.type` is \"LoadBalancer\"");
        }
        for (int i = 0; i < ingress.size(); i++) {
            JsonNode entry = ingress.get(i);
            String path = list + "[" + i + "]";
            if (entry.has("ip")) {
                Values.ip(entry.path("ip"), path + ".ip", errors);
                Values.oneOf(entry.path("ipMode"), path + ".ipMode", List.of("Proxy", "VIP"), errors);
            }
            if (entry.has("hostname")) {
                String name = entry.path("hostname").asString("");
                Names.subdomain(name).forEach(error -> errors.invalid(path + ".hostname", name, error));
                if (dev.glassplane.net.Ip.tryParse(name).isPresent()) {
                    errors.invalid(path + ".hostname", name, "must be a DNS name, not an IP address");
                }
            }
        }
    }
}
