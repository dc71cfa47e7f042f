package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.EndpointsValidation;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints; a PUT creates them. */
final class EndpointsStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        object.path("subsets").forEach(subset -> subset.path("ports").forEach(port -> Defaults.text((ObjectNode) port, "protocol", "TCP")));
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        EndpointsValidation.check(object, errors);
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }
}
