package dev.glassplane.registry.kinds;

import dev.glassplane.registry.validation.ServiceSpec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kubernetes/kubernetes: pkg/apis/core/v1/defaults.go}, SetDefaults_Service. */
final class ServiceDefaults {

    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static void apply(ObjectNode service) {
        ServiceSpec spec = ServiceSpec.of(service);
        ObjectNode node = spec.node();
        Defaults.text(node, "sessionAffinity", "None");
        if (spec.text("sessionAffinity").equals("None")) {
            node.remove("sessionAffinityConfig");
        }
        if (spec.text("sessionAffinity").equals("ClientIP")) {
            ObjectNode client = Defaults.object(Defaults.object(node, "sessionAffinityConfig"), "clientIP");
            Defaults.number(client, "timeoutSeconds", AFFINITY_SECONDS);
        }
        Defaults.text(node, "type", ServiceSpec.CLUSTER_IP);
        spec.ports().forEach(ServiceDefaults::port);
        if (spec.externallyAccessible()) {
            Defaults.text(node, "externalTrafficPolicy", "Cluster");
        }
        if (!spec.type().equals(ServiceSpec.EXTERNAL_NAME)) {
            Defaults.text(node, "internalTrafficPolicy", "Cluster");
        }
        if (spec.type().equals(ServiceSpec.LOAD_BALANCER) && !node.has("allocateLoadBalancerNodePorts")) {
            node.put("allocateLoadBalancerNodePorts", true);
        }
        service.path("status").path("loadBalancer").path("ingress").forEach(ingress -> {
            if (ingress instanceof ObjectNode entry && entry.has("ip")) {
                Defaults.text(entry, "ipMode", "VIP");
            }
        });
    }

    private static void port(ObjectNode port) {
        Defaults.text(port, "protocol", "TCP");
        boolean unset = !port.has("targetPort") || port.get("targetPort").isNumber() && port.get("targetPort").intValue() == 0
                || port.get("targetPort").isString() && port.get("targetPort").stringValue().isEmpty();
        if (unset && port.has("port")) {
            port.set("targetPort", port.get("port"));
        }
    }
}
