package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.ApiException.Details;
import dev.glassplane.registry.Kind;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The pod network of a cluster is chosen at its first start: nobody changes it under way. */
@Component
class ClusterAdmission implements Admission {

    private static final List<String> FIXED = List.of("cni", "podCIDR", "ipFamily");

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        if (!kind.resource().equals(ClusterNetwork.CLUSTER.resource()) || before.isEmpty()) {
            return;
        }
        for (String field : FIXED) {
            JsonNode was = before.get().path("spec").path(field);
            JsonNode is = after.path("spec").path(field);
            if (!was.equals(is) && !was.stringValue("").equals(is.stringValue(""))) {
                String message = "Invalid value: \"" + is.stringValue("") + "\": field is immutable: the pod network is chosen at the first start (glassplane.cni, glassplane.ip-family), "
                        + "expected \"" + was.stringValue("") + "\"";
                String path = "spec." + field;
                throw new ApiException(422, "Invalid", "Cluster.glassplane.dev \"cluster\" is invalid: " + path + ": " + message,
                        new Details("cluster", "glassplane.dev", "Cluster", "", List.of(new Cause("FieldValueInvalid", message, path)), 0));
            }
        }
    }
}
