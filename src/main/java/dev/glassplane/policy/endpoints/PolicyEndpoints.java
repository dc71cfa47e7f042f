package dev.glassplane.policy.endpoints;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** PolicyEndpoint objects in an image. */
public final class PolicyEndpoints {

    /** Resource of the kind. */
    public static final String RESOURCE = "policyendpoints.networking.k8s.aws";

    private PolicyEndpoints() {}

    /** @return those that belong to the policy, by name */
    public static List<Stored> of(ObjectKey policy, ClusterImage image) {
        return in(policy.namespace(), image).filter(stored -> stored.object().path("spec").path("policyRef").path("name").asString("").equals(policy.name()))
                .toList();
    }

    /** @return those of a namespace, by name */
    public static java.util.stream.Stream<Stored> in(String namespace, ClusterImage image) {
        return image.all(RESOURCE).subMap(new ObjectKey(RESOURCE, namespace, ""), new ObjectKey(RESOURCE, namespace + '\0', "")).values().stream();
    }

    static PolicyEndpointPlan plan(NetworkPolicy policy, ClusterImage image, EndpointResolver resolver) {
        JsonNode spec = image.object(policy.key()).map(stored -> stored.object().path("spec")).orElse(JsonNodeFactory.instance.missingNode());
        return PolicyEndpointPlan.of(policy, spec, of(policy.key(), image), resolver, pod -> image.object(pod.key())
                .map(stored -> stored.object().path("status").path("hostIP").asString("")).orElse(""));
    }

    /** @return a new object of the policy, without a name */
    static ObjectNode fresh(NetworkPolicy policy, ObjectNode spec) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "networking.k8s.aws/v1alpha1").put("kind", "PolicyEndpoint");
        ObjectNode metadata = object.putObject("metadata").put("generateName", policy.key().name() + "-").put("namespace", policy.key().namespace());
        metadata.putArray("ownerReferences").addObject().put("apiVersion", "networking.k8s.io/v1").put("blockOwnerDeletion", true)
                .put("controller", true).put("kind", "NetworkPolicy").put("name", policy.key().name()).put("uid", policy.uid());
        object.set("spec", spec);
        return object;
    }
}
