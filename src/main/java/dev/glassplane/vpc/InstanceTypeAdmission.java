package dev.glassplane.vpc;

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

/** Refuses Nodes of an EC2 instance type whose limits are not known: every figure would be a guess. */
@Component
class InstanceTypeAdmission implements Admission {

    static final String LABEL = "node.kubernetes.io/instance-type";
    private static final int NEAREST = 3;

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        if (!kind.resource().equals("nodes")) {
            return;
        }
        String type = type(after);
        if (type.isEmpty() || InstanceTypes.find(type).isPresent() || before.filter(old -> type(old).equals(type)).isPresent()) {
            return;
        }
        String limits = after.path("metadata").path("annotations").path(InstanceTypes.LIMITS).stringValue("");
        if (InstanceTypes.described(type, limits).isPresent()) {
            return;
        }
        String name = Json.text(after.path("metadata"), "name");
        String message = "Invalid value: \"" + type + "\": expected one of " + InstanceTypes.all().size()
                + " EC2 instance types with known network limits; nearest: " + String.join(", ", InstanceTypes.nearest(type, NEAREST))
                + "; or annotation " + InstanceTypes.LIMITS + ": INTERFACES/IPV4_PER_INTERFACE[/VCPUS[/nitro|xen|metal]]"
                + (limits.isEmpty() ? "" : ", found \"" + limits + "\"") + " (limit: instance-types)";
        String field = "metadata.labels[" + LABEL + "]";
        throw new ApiException(422, "Invalid", "Node \"" + name + "\" is invalid: " + field + ": " + message,
                new Details(name, "", "Node", "", List.of(new Cause("FieldValueInvalid", message, field)), 0));
    }

    private static String type(JsonNode node) {
        return node.path("metadata").path("labels").path(LABEL).stringValue("");
    }
}
