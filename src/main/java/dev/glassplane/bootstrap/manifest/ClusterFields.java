package dev.glassplane.bootstrap.manifest;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What in an object belongs to the cluster that it lives in and not to whoever made it. */
final class ClusterFields {

    private static final List<String> METADATA = List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
            "deletionTimestamp", "deletionGracePeriodSeconds");

    private ClusterFields() {}

    /** @return a copy without identity and history */
    static ObjectNode withoutIdentity(ObjectNode object) {
        ObjectNode out = object.deepCopy();
        if (out.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(METADATA);
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
