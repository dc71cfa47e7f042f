package dev.glassplane.registry.kinds;

import tools.jackson.databind.node.ObjectNode;

/** {@code kubernetes/kubernetes: pkg/apis/apps/v1/defaults.go}. */
final class WorkloadDefaults {

    private static final int HISTORY = 10;
    private static final int PROGRESS_SECONDS = 600;
    private static final String ROLLING = "RollingUpdate";
    private static final String QUARTER = "25%";

    private WorkloadDefaults() {}

    static void deployment(ObjectNode object) {
        ObjectNode spec = withTemplate(object);
        Defaults.number(spec, "replicas", 1);
        ObjectNode strategy = Defaults.object(spec, "strategy");
        Defaults.text(strategy, "type", ROLLING);
        if (strategy.path("type").asString("").equals(ROLLING)) {
            ObjectNode rolling = Defaults.object(strategy, "rollingUpdate");
            Defaults.text(rolling, "maxUnavailable", QUARTER);
            Defaults.text(rolling, "maxSurge", QUARTER);
        }
        Defaults.number(spec, "revisionHistoryLimit", HISTORY);
        Defaults.number(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
    }

    static void replicaSet(ObjectNode object) {
        Defaults.number(withTemplate(object), "replicas", 1);
    }

    static void daemonSet(ObjectNode object) {
        ObjectNode spec = withTemplate(object);
        ObjectNode strategy = Defaults.object(spec, "updateStrategy");
        Defaults.text(strategy, "type", ROLLING);
        if (strategy.path("type").asString("").equals(ROLLING)) {
            ObjectNode rolling = Defaults.object(strategy, "rollingUpdate");
            Defaults.number(rolling, "maxUnavailable", 1);
            Defaults.number(rolling, "maxSurge", 0);
        }
        Defaults.number(spec, "revisionHistoryLimit", HISTORY);
    }

    static void statefulSet(ObjectNode object) {
        ObjectNode spec = withTemplate(object);
        Defaults.text(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Defaults.object(spec, "updateStrategy");
        Defaults.text(strategy, "type", ROLLING);
        if (strategy.path("type").asString("").equals(ROLLING)) {
            Defaults.number(Defaults.object(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = Defaults.object(spec, "persistentVolumeClaimRetentionPolicy");
        Defaults.text(retention, "whenDeleted", "Retain");
        Defaults.text(retention, "whenScaled", "Retain");
        Defaults.number(spec, "replicas", 1);
        Defaults.number(spec, "revisionHistoryLimit", HISTORY);
    }

    private static ObjectNode withTemplate(ObjectNode object) {
        ObjectNode spec = Defaults.object(object, "spec");
        ObjectNode template = Defaults.object(spec, "template");
        Defaults.object(template, "metadata");
        PodDefaults.template(Defaults.object(template, "spec"));
        return spec;
    }
}
