package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs: there is the one that the server writes for its own range. */
final class ServiceCidrStrategy implements Strategy {

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        if (!object.path("metadata").path("name").asString("").equals("kubernetes")) {
            errors.forbidden("metadata.name", "Services get their addresses from the ServiceCIDR kubernetes alone, which is "
                    + "--glassplane.service-cluster-ip-range (limit: service-cidrs)");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        if (!object.path("spec").path("cidrs").equals(before.path("spec").path("cidrs"))) {
            errors.invalid("spec.cidrs", object.path("spec").path("cidrs"), "field is immutable");
        }
    }
}
