package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** Events; a PUT creates them. */
final class EventStrategy implements Strategy {

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        String namespace = object.path("metadata").path("namespace").asString("");
        String involved = object.path("involvedObject").path("namespace").asString("");
        boolean fits = involved.isEmpty() ? namespace.equals("default") || namespace.equals("kube-system") : involved.equals(namespace);
        if (!fits) {
            errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
        }
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }
}
