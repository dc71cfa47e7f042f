package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.DataValidation;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps. */
final class ConfigMapStrategy implements Strategy {

    @Override
    public void prepareCreate(ObjectNode object) {
        // Nothing in a ConfigMap is the server's.
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        DataValidation.configMap(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        DataValidation.immutable(object, before, errors);
    }
}
