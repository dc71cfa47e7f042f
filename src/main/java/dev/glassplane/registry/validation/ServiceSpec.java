package dev.glassplane.registry.validation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the {@code spec} of a Service where addresses and ports are concerned.
 *
 * @param node the {@code spec} itself
 */
public record ServiceSpec(ObjectNode node) {

    /** {@code spec.clusterIP} of a headless Service. */
    public static final String NONE = "None";
    /** Types. */
    public static final String CLUSTER_IP = "ClusterIP";
    /** Types. */
    public static final String NODE_PORT = "NodePort";
    /** Types. */
    public static final String LOAD_BALANCER = "LoadBalancer";
    /** Types. */
    public static final String EXTERNAL_NAME = "ExternalName";
    /** Family policies. */
    public static final String SINGLE_STACK = "SingleStack";
    /** Family policies. */
    public static final String PREFER_DUAL_STACK = "PreferDualStack";
    /** Family policies. */
    public static final String REQUIRE_DUAL_STACK = "RequireDualStack";

    /** @return the spec of a Service; an empty one is added if there is none */
    public static ServiceSpec of(ObjectNode service) {
        return new ServiceSpec(service.get("spec") instanceof ObjectNode spec ? spec : service.putObject("spec"));
    }

    public String text(String field) {
        return node.path(field).asString("");
    }

    public int number(String field) {
        return node.path(field).asInt(0);
    }

    public String type() {
        return text("type");
    }

    public String clusterIp() {
        return text("clusterIP");
    }

    public String policy() {
        return text("ipFamilyPolicy");
    }

    public List<String> clusterIps() {
        return texts("clusterIPs");
    }

    public List<String> families() {
        return texts("ipFamilies");
    }

    private List<String> texts(String field) {
        return node.path(field).valueStream().map(value -> value.asString("")).toList();
    }

    /** Sets a list of texts; an empty list removes the field. */
    public void set(String field, List<String> values) {
        if (values.isEmpty()) {
            node.remove(field);
        } else {
            ArrayNode list = node.putArray(field);
            values.forEach(list::add);
        }
    }

    /** @return the ports, which may be modified */
    public List<ObjectNode> ports() {
        return node.path("ports").valueStream().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast).toList();
    }

    public Set<Integer> nodePorts() {
        Set<Integer> numbers = new TreeSet<>();
        ports().stream().map(port -> port.path("nodePort").asInt(0)).filter(number -> number != 0).forEach(numbers::add);
        return numbers;
    }

    /** @return whether the type has a clusterIP, be it {@code None} */
    public boolean needsClusterIp() {
        return !type().equals(EXTERNAL_NAME);
    }

    /** @return whether the type has node ports */
    public boolean needsNodePorts() {
        return type().equals(NODE_PORT) || type().equals(LOAD_BALANCER);
    }

    /** @return whether a port without a node port gets one */
    public boolean allocatesNodePorts() {
        return type().equals(NODE_PORT) || type().equals(LOAD_BALANCER) && node.path("allocateLoadBalancerNodePorts").asBoolean(true);
    }

    public boolean needsHealthCheck() {
        return type().equals(LOAD_BALANCER) && text("externalTrafficPolicy").equals("Local");
    }

    /** @return whether traffic from outside can reach it, so that {@code externalTrafficPolicy} means something */
    public boolean externallyAccessible() {
        return needsNodePorts() || type().equals(CLUSTER_IP) && !node.path("externalIPs").isEmpty();
    }

    public boolean headless() {
        List<String> ips = clusterIps();
        return ips.size() == 1 && ips.getFirst().equals(NONE) || clusterIp().equals(NONE);
    }

    public boolean headlessWithoutSelector() {
        return clusterIp().equals(NONE) && node.path("selector").isEmpty();
    }

    /** @return whether a field is equal in both */
    public boolean same(String field, ServiceSpec other) {
        JsonNode mine = node.path(field);
        return mine.equals(other.node.path(field)) || mine.isMissingNode() && other.node.path(field).isMissingNode();
    }
}
