package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.IngressClassValidation;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses: parameters are of the cluster unless they say otherwise. */
final class IngressClassStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        if (object.path("spec").get("parameters") instanceof ObjectNode parameters) {
            Defaults.text(parameters, "scope", "Cluster");
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        IngressClassValidation.check(object.path("spec"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        IngressClassValidation.updated(object.path("spec"), before.path("spec"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
