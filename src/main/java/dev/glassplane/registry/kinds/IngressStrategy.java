package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.IngressValidation;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses. */
final class IngressStrategy implements Strategy {

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").putObject("loadBalancer");
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        IngressValidation.check(object.path("spec"), errors);
    }

    @Override
    public void validateCreate(ObjectNode object, FieldErrors errors) {
        IngressValidation.created(object, errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode before, FieldErrors errors) {
        IngressValidation.status(object, errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
