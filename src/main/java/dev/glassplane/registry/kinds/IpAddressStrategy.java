package dev.glassplane.registry.kinds;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** IPAddresses: the name is the address. Source: {@code kubernetes: pkg/apis/networking/validation/validation.go}. */
final class IpAddressStrategy implements Strategy {

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public Function<String, List<String>> nameRule() {
        return name -> Ip.tryParse(name).filter(ip -> ip.toString().equals(name)).isPresent() ? List.of()
                : List.of("must be a valid IP address in canonical form");
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        JsonNode parent = object.path("spec").path("parentRef");
        if (!parent.isObject()) {
            errors.required("spec.parentRef", "");
            return;
        }
        for (String field : List.of("resource", "name")) {
            if (parent.path(field).asString("").isEmpty()) {
                errors.required("spec.parentRef." + field, "");
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        if (!object.path("spec").path("parentRef").equals(before.path("spec").path("parentRef"))) {
            errors.invalid("spec.parentRef", object.path("spec").path("parentRef"), "field is immutable");
        }
    }
}
