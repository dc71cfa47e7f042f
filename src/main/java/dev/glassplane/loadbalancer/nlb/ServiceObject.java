package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.StackId;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Service as the controller reads it.
 *
 * @param key         {@code services/NS/NAME}
 * @param object      the object
 * @param annotations those of the controller's prefix
 */
record ServiceObject(ObjectKey key, ObjectNode object, Annotations annotations) {

    /** Prefix of the controller's annotations. */
    static final String PREFIX = "service.beta.kubernetes.io";
    private static final String OTHER_PREFIX = "service.kubernetes.io";
    /** The class of Services that the controller takes. */
    static final String LOAD_BALANCER_CLASS = "service.k8s.aws/nlb";
    /** Keeps a Service until what was made for it is gone. */
    static final String FINALIZER = "service.k8s.aws/resources";

    /**
     * A port of the Service.
     *
     * @param index      in the list
     * @param name       may be empty
     * @param protocol   {@code TCP}, {@code UDP}, {@code SCTP}
     * @param port       number
     * @param targetPort number or name, as a text
     * @param nodePort   0 for none
     */
    record Port(int index, String name, String protocol, int port, String targetPort, int nodePort) {

        boolean numericTarget() {
            return targetPort.matches("[0-9]+");
        }
    }

    static ServiceObject of(Stored stored) {
        Map<String, String> annotations = new LinkedHashMap<>();
        stored.object().path("metadata").path("annotations").properties().forEach(each -> {
            String key = each.getKey();
            String beta = key.startsWith(OTHER_PREFIX + "/") ? PREFIX + key.substring(OTHER_PREFIX.length()) : key;
            if (beta.equals(key)) {
                annotations.put(beta, each.getValue().asString(""));
            } else {
                annotations.putIfAbsent(beta, each.getValue().asString(""));
            }
        });
        return new ServiceObject(stored.key(), stored.object(), new Annotations(PREFIX, annotations));
    }

    JsonNode spec() {
        return object.path("spec");
    }

    String uid() {
        return object.path("metadata").path("uid").stringValue("");
    }

    StackId stack() {
        return new StackId(StackId.Source.SERVICE, key.namespace() + "/" + key.name());
    }

    boolean isType(String type) {
        return spec().path("type").stringValue("ClusterIP").equals(type);
    }

    boolean deleting() {
        return object.path("metadata").has("deletionTimestamp");
    }

    boolean finalized() {
        return object.path("metadata").path("finalizers").valueStream().anyMatch(each -> each.stringValue("").equals(FINALIZER));
    }

    boolean hasStatus() {
        return !object.path("status").path("loadBalancer").path("ingress").isEmpty();
    }

    /** @return whether the controller makes a load balancer for it ({@code pkg/service/service_utils.go}); any type of Service may ask by annotations */
    boolean claimed() {
        String type = annotations.text("aws-load-balancer-type").orElse("");
        if (deleting()) {
            return false;
        }
        if (!loadBalancerClass().isEmpty()) {
            return loadBalancerClass().equals(LOAD_BALANCER_CLASS) && isType("LoadBalancer");
        }
        String target = annotations.text("aws-load-balancer-nlb-target-type").orElse("");
        return type.equals("nlb-ip") || type.equals("external") && (target.equals("ip") || target.equals("instance"));
    }

    String loadBalancerClass() {
        return spec().path("loadBalancerClass").stringValue("");
    }

    List<Port> ports() {
        List<JsonNode> ports = spec().path("ports").valueStream().toList();
        return java.util.stream.IntStream.range(0, ports.size()).mapToObj(i -> port(i, ports.get(i))).toList();
    }

    private static Port port(int index, JsonNode port) {
        int number = port.path("port").asInt(0);
        String target = port.path("targetPort").asString("");
        return new Port(index, port.path("name").stringValue(""), port.path("protocol").stringValue("TCP"), number, target.isEmpty() ? Integer.toString(number) : target,
                port.path("nodePort").asInt(0));
    }

    boolean ipv6() {
        return spec().path("ipFamilies").valueStream().anyMatch(family -> family.stringValue("").equals("IPv6"));
    }

    boolean externalLocal() {
        return spec().path("externalTrafficPolicy").stringValue("").equals("Local") && isType("LoadBalancer");
    }

    /** @return {@code spec.loadBalancerSourceRanges}, else the annotation's; empty if neither says something */
    List<String> sourceRanges() {
        List<String> ranges = spec().path("loadBalancerSourceRanges").valueStream().map(range -> range.asString("").strip()).filter(range -> !range.isEmpty()).toList();
        return ranges.isEmpty() ? annotations.list("load-balancer-source-ranges").orElse(List.of()) : ranges;
    }

    Origin origin(String reason) {
        return new Origin("aws-load-balancer-controller", "Service", key.namespace(), key.name(), reason);
    }

    Origin origin(Port port) {
        return new Origin("aws-load-balancer-controller", "Service", key.namespace(), key.name() + ":" + (port.name().isEmpty() ? port.port() : port.name()),
                "spec.ports[" + port.index() + "]");
    }
}
