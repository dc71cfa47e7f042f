package dev.glassplane.registry.kinds;

import dev.glassplane.registry.validation.ServiceSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an update leaves out or makes pointless: {@code kubernetes/kubernetes: pkg/registry/core/service/strategy.go} (dropTypeDependentFields)
 * and {@code storage/storage.go} (patchAllocatedValues, normalizeClusterIPs).
 */
final class ServiceTransitions {

    private static final String CLUSTER_IP = "clusterIP";
    private static final String CLUSTER_IPS = "clusterIPs";
    private static final String NODE_PORT = "nodePort";
    private static final String HEALTH_CHECK = "healthCheckNodePort";

    private ServiceTransitions() {}

    /** A new Service that names its address once gets it in both places. */
    static void created(ServiceSpec after) {
        if (!after.clusterIp().isEmpty() && after.clusterIps().isEmpty()) {
            after.set(CLUSTER_IPS, List.of(after.clusterIp()));
        }
    }

    static void updated(ServiceSpec after, ServiceSpec before) {
        dropWhatTheTypeHasNoUseFor(after, before);
        keepAllocatedValues(after, before);
        alignClusterIps(after, before);
    }

    private static void dropWhatTheTypeHasNoUseFor(ServiceSpec after, ServiceSpec before) {
        if (before.needsClusterIp() && !after.needsClusterIp()) {
            if (after.same(CLUSTER_IPS, before)) {
                after.node().remove(List.of(CLUSTER_IP, CLUSTER_IPS));
            }
            dropIfSame("ipFamilies", after, before);
            dropIfSame("ipFamilyPolicy", after, before);
            dropIfSame("internalTrafficPolicy", after, before);
        }
        if (before.needsNodePorts() && !after.needsNodePorts() && before.nodePorts().containsAll(after.nodePorts())) {
            after.ports().forEach(port -> port.remove(NODE_PORT));
        }
        if (before.needsHealthCheck() && !after.needsHealthCheck()) {
            dropIfSame(HEALTH_CHECK, after, before);
        }
        if (before.type().equals(ServiceSpec.LOAD_BALANCER) && !after.type().equals(ServiceSpec.LOAD_BALANCER)) {
            dropIfSame("allocateLoadBalancerNodePorts", after, before);
            dropIfSame("loadBalancerClass", after, before);
        }
        if (before.externallyAccessible() && !after.externallyAccessible()) {
            dropIfSame("externalTrafficPolicy", after, before);
        }
    }

    private static void dropIfSame(String field, ServiceSpec after, ServiceSpec before) {
        if (after.same(field, before)) {
            after.node().remove(field);
        }
    }

    /** Clients may leave out what the server gave them. */
    private static void keepAllocatedValues(ServiceSpec after, ServiceSpec before) {
        if (before.needsClusterIp() && after.needsClusterIp()) {
            if (after.clusterIp().isEmpty() && !before.clusterIp().isEmpty()) {
                after.node().put(CLUSTER_IP, before.clusterIp());
            }
            if (after.clusterIps().isEmpty() && after.clusterIp().equals(before.clusterIp())) {
                after.set(CLUSTER_IPS, before.clusterIps());
            }
        }
        if (before.needsNodePorts() && after.needsNodePorts()) {
            keepNodePorts(after, before);
        }
        if (before.needsHealthCheck() && after.needsHealthCheck() && after.number(HEALTH_CHECK) == 0) {
            after.node().put(HEALTH_CHECK, before.number(HEALTH_CHECK));
        }
    }

    /** A port keeps its node port as long as its name stays. */
    private static void keepNodePorts(ServiceSpec after, ServiceSpec before) {
        Set<Integer> used = new HashSet<>(before.nodePorts());
        used.retainAll(after.nodePorts());
        Map<String, Integer> byName = new HashMap<>();
        before.ports().forEach(port -> byName.put(port.path("name").asString(""), port.path(NODE_PORT).asInt(0)));
        for (ObjectNode port : after.ports()) {
            int old = byName.getOrDefault(port.path("name").asString(""), 0);
            if (port.path(NODE_PORT).asInt(0) == 0 && old != 0 && used.add(old)) {
                port.put(NODE_PORT, old);
            }
        }
    }

    /** Whoever changes only clusterIP means clusterIPs too. */
    private static void alignClusterIps(ServiceSpec after, ServiceSpec before) {
        boolean listUntouched = after.clusterIps().isEmpty() || after.clusterIps().equals(before.clusterIps());
        if (!after.clusterIp().equals(before.clusterIp()) && listUntouched) {
            after.set(CLUSTER_IPS, after.clusterIp().isEmpty() ? List.of() : List.of(after.clusterIp()));
        }
    }
}
