package dev.glassplane.ipam;

import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.Subnet;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resource and the annotation {@code vpc.amazonaws.com/pod-eni}: a pod asks for an interface of its own by the one and is told about it by the other
 * ({@code aws/amazon-vpc-resource-controller-k8s: pkg/config/type.go, pkg/provider/branch/trunk}).
 */
final class PodEni {

    /** Name of the resource and of the annotation. */
    static final String NAME = "vpc.amazonaws.com/pod-eni";

    private PodEni() {}

    /** @return whether a container of the pod asks for such an interface */
    static boolean requested(JsonNode pod) {
        return containers(pod).anyMatch(container -> container.path("resources").path("limits").has(NAME));
    }

    private static Stream<JsonNode> containers(JsonNode pod) {
        return pod.path("spec").path("containers").valueStream();
    }

    /** Makes the pod's first container ask, as the mutating webhook does; what it asks already stays. */
    static void request(ObjectNode pod) {
        if (!pod.path("spec").path("containers").isEmpty() && pod.path("spec").path("containers").get(0) instanceof ObjectNode first) {
            ObjectNode resources = first.withObject("/resources");
            resources.withObject("/limits").put(NAME, "1");
            resources.withObject("/requests").put(NAME, "1");
        }
    }

    /** @return text of the annotation */
    static String annotation(JsonNode pod) {
        return pod.path("metadata").path("annotations").path(NAME).asString("");
    }

    /** @return the address that the annotation names */
    static Optional<String> address(JsonNode pod) {
        try {
            String text = annotation(pod);
            return text.isEmpty() ? Optional.empty()
                    : Optional.of(JsonMapper.shared().readTree(text).path(0).path("privateIp").asString("")).filter(ip -> !ip.isEmpty());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** @return the annotation for an interface, as the controller writes it */
    static String text(NetworkInterface branch, Optional<Subnet> subnet) {
        ObjectNode details = JsonNodeFactory.instance.objectNode().put("eniId", branch.id()).put("ifAddress", branch.mac())
                .put("privateIp", branch.primary().orElseThrow().toString()).put("ipv6Addr", "").put("vlanId", branch.device())
                .put("subnetCidr", subnet.map(of -> of.cidr().toString()).orElse("")).put("subnetV6Cidr", "")
                .put("associationID", "trunk-assoc-" + branch.id().substring("eni-".length()));
        return "[" + details + "]";
    }

    /** @return the pod as the holder of an address */
    static Holder holder(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        return new Holder(metadata.path("namespace").asString(""), metadata.path("name").asString(""), metadata.path("uid").asString(""));
    }
}
