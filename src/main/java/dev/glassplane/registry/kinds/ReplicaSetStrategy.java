package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.WorkloadUpdateValidation;
import dev.glassplane.registry.validation.WorkloadValidation;
import tools.jackson.databind.node.ObjectNode;

/** ReplicaSets. */
final class ReplicaSetStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        WorkloadDefaults.replicaSet(object);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        WorkloadValidation.replicaSet(object.path("spec"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        WorkloadUpdateValidation.replicaSet(object.path("spec"), before.path("spec"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
