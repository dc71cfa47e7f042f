package dev.glassplane.bootstrap.manifest;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What in an object belongs to the cluster that it lives in and not to whoever made it. */
final class ClusterFields {

    private static final List<String> METADATA = List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
            "deletionTimestamp", "deletionGracePeriodSeconds");

    /** An interface of the cluster that it was read from; the VPC resource controller refuses pods that are made with it. */
    private static final String POD_INTERFACE = "vpc.amazonaws.com/pod-eni";

    private ClusterFields() {}

    /** @return a copy without identity and history */
    static ObjectNode withoutIdentity(ObjectNode object) {
        ObjectNode out = object.deepCopy();
        if (out.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(METADATA);
            if (metadata.get("annotations") instanceof ObjectNode annotations && annotations.remove(POD_INTERFACE) != null && annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        return out;
    }

    /** @return whether a controller made the object out of another one */
    static boolean isDerived(JsonNode object) {
        return object.path("metadata").path("ownerReferences").valueStream().anyMatch(owner -> owner.path("controller").asBoolean(false));
    }

    /** @return whether some manager asked for a field of spec, for example {@code f:clusterIP} */
    static boolean isWanted(JsonNode object, String field) {
        return object.path("metadata").path("managedFields").valueStream()
                .anyMatch(entry -> !entry.path("fieldsV1").path("f:spec").findValues(field).isEmpty());
    }
}
