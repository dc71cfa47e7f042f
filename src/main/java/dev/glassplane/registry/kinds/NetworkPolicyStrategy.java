package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.NetworkPolicyValidation;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NetworkPolicies: a policy that names no directions is about ingress, and about egress if it has egress rules. */
final class NetworkPolicyStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        ObjectNode spec = Defaults.object(object, "spec");
        Defaults.object(spec, "podSelector");
        if (spec.path("policyTypes").isEmpty()) {
            ArrayNode types = spec.putArray("policyTypes").add("Ingress");
            if (!spec.path("egress").isEmpty()) {
                types.add("Egress");
            }
        }
        spec.path("ingress").forEach(rule -> rule.path("ports").forEach(port -> Defaults.text((ObjectNode) port, "protocol", "TCP")));
        spec.path("egress").forEach(rule -> rule.path("ports").forEach(port -> Defaults.text((ObjectNode) port, "protocol", "TCP")));
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        NetworkPolicyValidation.check(object.path("spec"), errors);
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
