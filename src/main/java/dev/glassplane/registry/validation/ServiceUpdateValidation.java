package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** ValidateServiceUpdate: what may not change once set. */
public final class ServiceUpdateValidation {

    private static final String ONCE = "may not change once set";

    private ServiceUpdateValidation() {}

    /** Checks a change. */
    public static void check(ServiceSpec after, ServiceSpec before, FieldErrors errors) {
        boolean externalName = before.type().equals(ServiceSpec.EXTERNAL_NAME) || after.type().equals(ServiceSpec.EXTERNAL_NAME);
        if (!externalName) {
            if (!(before.headless() && after.headless())) {
                list("clusterIPs", "clusterIP", after, before, errors);
            }
            list("ipFamilies", "ipFamily", after, before, errors);
        }
        boolean bothBalanced = before.type().equals(ServiceSpec.LOAD_BALANCER) && after.type().equals(ServiceSpec.LOAD_BALANCER);
        if (bothBalanced && !after.same("loadBalancerClass", before)) {
            JsonNode value = after.node().path("loadBalancerClass");
            errors.invalid("spec.loadBalancerClass", value.isMissingNode() ? null : value, ONCE);
        }
        if (before.needsHealthCheck() && after.needsHealthCheck() && !after.same("healthCheckNodePort", before)) {
            errors.forbidden("spec.healthCheckNodePort", "field is immutable");
        }
    }

    private static void list(String field, String one, ServiceSpec after, ServiceSpec before, FieldErrors errors) {
        JsonNode now = after.node().path(field);
        List<JsonNode> fresh = now.valueStream().toList();
        List<JsonNode> old = before.node().path(field).valueStream().toList();
        String path = "spec." + field;
        if (fresh.isEmpty() && !old.isEmpty()) {
            errors.invalid(path + "[0]", now, "primary " + one + " can not be unset");
            return;
        }
        int compared = fresh.size() == old.size() ? old.size() : Math.min(1, old.size());
        for (int i = 0; i < compared; i++) {
            if (!old.get(i).equals(fresh.get(i))) {
                errors.invalid(path + "[" + i + "]", now, ONCE);
            }
        }
        if (old.size() == 2 && fresh.size() == 1 && !after.policy().equals(ServiceSpec.SINGLE_STACK)) {
            errors.invalid("spec.ipFamilyPolicy", after.policy(), "must be set to 'SingleStack' when releasing the secondary " + one);
        }
    }
}
