package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.PodUpdateValidation;
import dev.glassplane.registry.validation.PodValidation;
import tools.jackson.databind.node.ObjectNode;

/** Pods. */
final class PodStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        PodDefaults.pod(Defaults.object(object, "spec"));
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        PodDefaults.admit(Defaults.object(object, "spec"));
        object.putObject("status").put("phase", "Pending").put("qosClass", QosClass.of(object.path("spec")));
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        PodValidation.spec(object.path("spec"), "spec", errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        PodUpdateValidation.check(object.path("spec"), before.path("spec"), errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode before, FieldErrors errors) {
        PodValidation.status(object.path("status"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
