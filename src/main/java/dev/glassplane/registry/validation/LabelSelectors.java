package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code metav1.LabelSelector}: checks and matching. */
public final class LabelSelectors {

    private LabelSelectors() {}

    /** Reports what is wrong with a selector. */
    public static void check(JsonNode selector, String path, FieldErrors errors) {
        Values.labels(selector.path("matchLabels"), path + ".matchLabels", errors);
        int index = 0;
        for (JsonNode expression : selector.path("matchExpressions")) {
            String at = path + ".matchExpressions[" + index++ + "]";
            JsonNode values = expression.path("values");
            switch (expression.path("operator").asString("")) {
                case "In", "NotIn" -> {
                    if (values.isEmpty()) {
                        errors.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (!values.isEmpty()) {
                        errors.forbidden(at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                default -> errors.invalid(at + ".operator", expression.path("operator").asString(""), "not a valid selector operator");
            }
            String key = expression.path("key").asString("");
            Names.qualifiedName(key).forEach(error -> errors.invalid(at + ".key", key, error));
        }
    }

    static boolean isEmpty(JsonNode selector) {
        return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
    }

    static boolean matches(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> each : selector.path("matchLabels").properties()) {
            if (!each.getValue().equals(labels.path(each.getKey()))) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            JsonNode value = labels.path(expression.path("key").asString(""));
            boolean listed = expression.path("values").valueStream().anyMatch(value::equals);
            boolean good = switch (expression.path("operator").asString("")) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                case "Exists" -> !value.isMissingNode();
                case "DoesNotExist" -> value.isMissingNode();
                default -> false;
            };
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
