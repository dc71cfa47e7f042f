package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.WorkloadUpdateValidation;
import dev.glassplane.registry.validation.WorkloadValidation;
import tools.jackson.databind.node.ObjectNode;

/** DaemonSets. */
final class DaemonSetStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        WorkloadDefaults.daemonSet(object);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        WorkloadValidation.daemonSet(object.path("spec"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        WorkloadUpdateValidation.daemonSet(object.path("spec"), before.path("spec"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
