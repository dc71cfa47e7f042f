package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Leases; a PUT creates them. */
final class LeaseStrategy implements Strategy {

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        JsonNode spec = object.path("spec");
        if (spec.has("leaseDurationSeconds") && spec.get("leaseDurationSeconds").asInt() <= 0) {
            errors.invalid("spec.leaseDurationSeconds", spec.get("leaseDurationSeconds"), "must be greater than 0");
        }
        if (spec.has("leaseTransitions") && spec.get("leaseTransitions").asInt() < 0) {
            errors.invalid("spec.leaseTransitions", spec.get("leaseTransitions"), "must be greater than or equal to 0");
        }
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }
}
