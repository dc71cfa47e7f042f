package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.LabelSelectors;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PodDisruptionBudgets. Source: {@code kubernetes: pkg/apis/policy/validation/validation.go}. */
final class DisruptionBudgetStrategy implements Strategy {

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("currentHealthy", 0).put("desiredHealthy", 0).put("disruptionsAllowed", 0).put("expectedPods", 0);
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        JsonNode spec = object.path("spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            if (spec.has(field)) {
                amount("spec." + field, spec.get(field), errors);
            }
        }
        if (spec.path("selector").isObject()) {
            LabelSelectors.check(spec.path("selector"), "spec.selector", errors);
        }
        JsonNode policy = spec.path("unhealthyPodEvictionPolicy");
        if (policy.isString() && !List.of("IfHealthyBudget", "AlwaysAllow").contains(policy.asString())) {
            errors.notSupported("spec.unhealthyPodEvictionPolicy", policy, List.of("IfHealthyBudget", "AlwaysAllow"));
        }
    }

    private static void amount(String path, JsonNode value, FieldErrors errors) {
        if (value.isNumber()) {
            if (value.asInt() < 0) {
                errors.invalid(path, value, "must be greater than or equal to 0");
            }
        } else if (!value.asString("").matches("[0-9]+%")) {
            errors.invalid(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
                    + "regex used for validation is '[0-9]+%')");
        } else if (value.asString().length() > 4 || Integer.parseInt(value.asString().substring(0, value.asString().length() - 1)) > 100) {
            errors.invalid(path, value, "must not be greater than 100%");
        }
    }
}
