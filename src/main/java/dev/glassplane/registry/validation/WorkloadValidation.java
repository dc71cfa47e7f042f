package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/apps/validation}: specs of Deployments, ReplicaSets, DaemonSets and StatefulSets. */
public final class WorkloadValidation {

    private static final String REPLICAS = "spec.replicas";
    private static final String UNAVAILABLE = ".maxUnavailable";
    private static final String ROLLING = "RollingUpdate";

    private WorkloadValidation() {}

    /** Checks a Deployment's spec. */
    public static void deployment(JsonNode spec, FieldErrors errors) {
        selectorAndTemplate(spec, "deployment", errors);
        common(spec, errors);
        JsonNode strategy = spec.path("strategy");
        String type = strategy.path("type").asString("");
        String rolling = "spec.strategy.rollingUpdate";
        switch (type) {
            case ROLLING -> rollingUpdate(strategy.path("rollingUpdate"), rolling, errors);
            case "Recreate" -> {
                if (strategy.has("rollingUpdate")) {
                    errors.forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            default -> errors.notSupported("spec.strategy.type", type, List.of("Recreate", ROLLING));
        }
        JsonNode deadline = spec.path("progressDeadlineSeconds");
        Values.nonNegative(deadline, "spec.progressDeadlineSeconds", errors);
        if (!deadline.isMissingNode() && deadline.asInt() <= spec.path("minReadySeconds").asInt(0)) {
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
        }
    }

    /** Checks a ReplicaSet's spec. */
    public static void replicaSet(JsonNode spec, FieldErrors errors) {
        selectorAndTemplate(spec, "deployment", errors);
        common(spec, errors);
    }

    /** Checks a DaemonSet's spec. */
    public static void daemonSet(JsonNode spec, FieldErrors errors) {
        selectorAndTemplate(spec, "daemonset", errors);
        common(spec, errors);
        JsonNode strategy = spec.path("updateStrategy");
        switch (strategy.path("type").asString("")) {
            case "OnDelete" -> { }
            case ROLLING -> daemonRolling(strategy.path("rollingUpdate"), errors);
            default -> errors.notSupported("spec.updateStrategy.type", strategy.path("type"), List.of("OnDelete", ROLLING));
        }
    }

    private static void daemonRolling(JsonNode rolling, FieldErrors errors) {
        String path = "spec.updateStrategy.rollingUpdate";
        amount(rolling.path("maxUnavailable"), path + UNAVAILABLE, errors);
        amount(rolling.path("maxSurge"), path + ".maxSurge", errors);
        boolean unavailable = !isZero(rolling.path("maxUnavailable"));
        boolean surge = !isZero(rolling.path("maxSurge"));
        if (unavailable && surge) {
            errors.invalid(path + ".maxSurge", rolling.path("maxSurge"), "may not be set when maxUnavailable is non-zero");
        } else if (!unavailable && !surge) {
            errors.required(path + UNAVAILABLE, "cannot be 0 when maxSurge is 0");
        }
    }

    /** Checks a StatefulSet's spec. */
    public static void statefulSet(JsonNode spec, FieldErrors errors) {
        selectorAndTemplate(spec, "statefulset", errors);
        common(spec, errors);
        Values.oneOf(spec.path("podManagementPolicy"), "spec.podManagementPolicy", List.of("OrderedReady", "Parallel"), errors);
        Values.oneOf(spec.path("updateStrategy").path("type"), "spec.updateStrategy.type", List.of("OnDelete", ROLLING), errors);
        Values.nonNegative(spec.path("updateStrategy").path("rollingUpdate").path("partition"),
                "spec.updateStrategy.rollingUpdate.partition", errors);
    }

    private static void common(JsonNode spec, FieldErrors errors) {
        Values.nonNegative(spec.path("replicas"), REPLICAS, errors);
        Values.nonNegative(spec.path("minReadySeconds"), "spec.minReadySeconds", errors);
        Values.nonNegative(spec.path("revisionHistoryLimit"), "spec.revisionHistoryLimit", errors);
    }

    private static void selectorAndTemplate(JsonNode spec, String name, FieldErrors errors) {
        JsonNode selector = spec.path("selector");
        JsonNode template = spec.path("template");
        JsonNode labels = template.path("metadata").path("labels");
        if (selector.isMissingNode()) {
            errors.required("spec.selector", "");
        } else {
            LabelSelectors.check(selector, "spec.selector", errors);
            if (LabelSelectors.isEmpty(selector)) {
                errors.invalid("spec.selector", selector, "empty selector is invalid for " + name);
            }
        }
        if (!LabelSelectors.isEmpty(selector) && !LabelSelectors.matches(selector, labels)) {
            errors.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
        }
        Values.labels(labels, "spec.template.labels", errors);
        PodValidation.spec(template.path("spec"), "spec.template.spec", errors);
        String restart = template.path("spec").path("restartPolicy").asString("");
        if (!restart.equals("Always")) {
            errors.notSupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
        }
    }

    private static void rollingUpdate(JsonNode rolling, String path, FieldErrors errors) {
        JsonNode unavailable = rolling.path("maxUnavailable");
        amount(unavailable, path + UNAVAILABLE, errors);
        amount(rolling.path("maxSurge"), path + ".maxSurge", errors);
        if (isZero(unavailable) && isZero(rolling.path("maxSurge"))) {
            errors.invalid(path + UNAVAILABLE, unavailable, "may not be 0 when `maxSurge` is 0");
        }
        if (unavailable.isString() && percent(unavailable) > 100) {
            errors.invalid(path + UNAVAILABLE, unavailable, "must not be greater than 100%");
        }
    }

    /** A number, or a percentage. */
    private static void amount(JsonNode value, String path, FieldErrors errors) {
        if (value.isString() && percent(value) < 0) {
            errors.invalid(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
                    + "regex used for validation is '[0-9]+%')");
        } else if (!value.isString()) {
            Values.nonNegative(value, path, errors);
        }
    }

    /** @return -1 if the text is no percentage */
    private static int percent(JsonNode value) {
        String text = value.asString("");
        String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : "";
        boolean digits = !number.isEmpty() && number.length() < 9 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(number) : -1;
    }

    private static boolean isZero(JsonNode value) {
        return value.isString() ? percent(value) == 0 : value.asInt(0) == 0;
    }
}
