package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.WorkloadUpdateValidation;
import dev.glassplane.registry.validation.WorkloadValidation;
import tools.jackson.databind.node.ObjectNode;

/** Deployments. */
final class DeploymentStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        WorkloadDefaults.deployment(object);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        WorkloadValidation.deployment(object.path("spec"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        WorkloadUpdateValidation.deployment(object.path("spec"), before.path("spec"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
