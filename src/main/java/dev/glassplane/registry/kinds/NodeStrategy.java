package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.NodeValidation;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes; a kubelet may register with a status. New ones carry the not-ready taint until something says that they are ready. */
final class NodeStrategy implements Strategy {

    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    @Override
    public void defaults(ObjectNode object) {
        Defaults.object(object, "spec");
        if (object.get("status") instanceof ObjectNode status && status.has("capacity") && !status.has("allocatable")) {
            status.set("allocatable", status.get("capacity").deepCopy());
        }
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode spec = Defaults.object(object, "spec");
        boolean tainted = spec.path("taints").valueStream().anyMatch(taint -> taint.path("key").asString("").equals(NOT_READY));
        if (!tainted) {
            ArrayNode taints = spec.get("taints") instanceof ArrayNode found ? found : spec.putArray("taints");
            taints.addObject().put("key", NOT_READY).put("effect", "NoSchedule");
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        NodeValidation.check(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        NodeValidation.update(object, before, errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode before, FieldErrors errors) {
        NodeValidation.status(object, errors);
    }
}
