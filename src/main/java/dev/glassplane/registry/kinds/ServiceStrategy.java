package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.Names;
import dev.glassplane.registry.validation.ServiceUpdateValidation;
import dev.glassplane.registry.validation.ServiceSpec;
import dev.glassplane.registry.validation.ServiceValidation;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Services; their addresses and node ports are allocated in {@code registry.allocation}. */
final class ServiceStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        ServiceDefaults.apply(object);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").putObject("loadBalancer");
        ServiceTransitions.created(ServiceSpec.of(object));
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode before) {
        ServiceSpec after = ServiceSpec.of(object);
        ServiceSpec old = new ServiceSpec(before.get("spec") instanceof ObjectNode spec ? spec : before.objectNode());
        ServiceTransitions.updated(after, old);
        boolean leavesLoadBalancer = old.type().equals(ServiceSpec.LOAD_BALANCER) && !after.type().equals(ServiceSpec.LOAD_BALANCER);
        if (leavesLoadBalancer) {
            Defaults.object(object, "status").putObject("loadBalancer");
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        ServiceValidation.check(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        ServiceUpdateValidation.check(ServiceSpec.of(object), ServiceSpec.of(before), errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode before, FieldErrors errors) {
        ServiceValidation.status(object, errors);
    }

    @Override
    public Function<String, List<String>> nameRule() {
        return Names::label1035;
    }
}
