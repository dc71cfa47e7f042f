package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.EndpointSliceValidation;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices. */
final class EndpointSliceStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        object.path("ports").forEach(port -> {
            Defaults.text((ObjectNode) port, "name", "");
            Defaults.text((ObjectNode) port, "protocol", "TCP");
        });
        if (!object.has("endpoints")) {
            object.putArray("endpoints");
        }
        if (!object.has("ports")) {
            object.putArray("ports");
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        EndpointSliceValidation.check(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        if (!object.path("addressType").equals(before.path("addressType"))) {
            errors.invalid("addressType", object.path("addressType"), "field is immutable");
        }
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
