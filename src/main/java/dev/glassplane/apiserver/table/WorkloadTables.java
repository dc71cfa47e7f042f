package dev.glassplane.apiserver.table;

import static dev.glassplane.apiserver.table.Cells.number;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that make pods. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion/printers.go}. */
final class WorkloadTables {

    private static final List<Column> WIDE = List.of(
            Column.wide("Containers", "Names of the containers in the pod template."),
            Column.wide("Images", "Images of the containers in the pod template."),
            Column.wide("Selector", "Labels of the pods that belong to it."));

    private WorkloadTables() {}

    static KindTable deployments() {
        return KindTable.of(with(WIDE, Column.NAME,
                Column.text("Ready", "Ready pods out of the wanted ones."),
                Column.text("Up-to-date", "Pods made from the present template."),
                Column.text("Available", "Pods that have been ready for long enough."),
                Column.AGE), (deployment, now, cells) -> {
                    JsonNode status = deployment.path("status");
                    cells.add(Cells.name(deployment));
                    cells.add(number(status.path("readyReplicas")) + "/" + wanted(deployment));
                    cells.add(number(status.path("updatedReplicas")));
                    cells.add(number(status.path("availableReplicas")));
                    cells.add(Cells.age(deployment, now));
                    wide(deployment, cells);
                });
    }

    static KindTable replicaSets() {
        return KindTable.of(with(WIDE, Column.NAME,
                Column.integer("Desired", "Pods wanted."),
                Column.integer("Current", "Pods that exist."),
                Column.integer("Ready", "Pods that are ready."),
                Column.AGE), (set, now, cells) -> {
                    replicas(set, now, cells);
                    wide(set, cells);
                });
    }

    static KindTable replicationControllers() {
        return KindTable.of(replicaSets().columns(), (controller, now, cells) -> {
            replicas(controller, now, cells);
            JsonNode template = controller.path("spec").path("template").path("spec").path("containers");
            cells.add(Cells.join(template, "name"));
            cells.add(Cells.join(template, "image"));
            cells.add(Cells.labels(controller.path("spec").path("selector")));
        });
    }

    private static void replicas(ObjectNode set, Instant now, ArrayNode cells) {
        cells.add(Cells.name(set));
        cells.add(wanted(set));
        cells.add(number(set.path("status").path("replicas")));
        cells.add(number(set.path("status").path("readyReplicas")));
        cells.add(Cells.age(set, now));
    }

    static KindTable daemonSets() {
        return KindTable.of(with(WIDE, Column.NAME,
                Column.integer("Desired", "Nodes that should run the pod."),
                Column.integer("Current", "Nodes that run the pod and should."),
                Column.integer("Ready", "Nodes on which the pod is ready."),
                Column.integer("Up-to-date", "Nodes that run the present template."),
                Column.integer("Available", "Nodes on which the pod has been ready for long enough."),
                Column.text("Node Selector", "Labels that a node must have."),
                Column.AGE), (set, now, cells) -> {
                    JsonNode status = set.path("status");
                    cells.add(Cells.name(set));
                    cells.add(number(status.path("desiredNumberScheduled")));
                    cells.add(number(status.path("currentNumberScheduled")));
                    cells.add(number(status.path("numberReady")));
                    cells.add(number(status.path("updatedNumberScheduled")));
                    cells.add(number(status.path("numberAvailable")));
                    cells.add(Cells.labels(set.path("spec").path("template").path("spec").path("nodeSelector")));
                    cells.add(Cells.age(set, now));
                    wide(set, cells);
                });
    }

    static KindTable statefulSets() {
        return KindTable.of(with(WIDE.subList(0, 2), Column.NAME, Column.text("Ready", "Ready pods out of the wanted ones."), Column.AGE),
                (set, now, cells) -> {
                    JsonNode template = set.path("spec").path("template").path("spec").path("containers");
                    cells.add(Cells.name(set));
                    cells.add(number(set.path("status").path("readyReplicas")) + "/" + wanted(set));
                    cells.add(Cells.age(set, now));
                    cells.add(Cells.join(template, "name"));
                    cells.add(Cells.join(template, "image"));
                });
    }

    private static void wide(ObjectNode workload, ArrayNode cells) {
        JsonNode template = workload.path("spec").path("template").path("spec").path("containers");
        cells.add(Cells.join(template, "name"));
        cells.add(Cells.join(template, "image"));
        cells.add(Cells.selector(workload.path("spec").path("selector")));
    }

    private static long wanted(JsonNode workload) {
        return number(workload.path("spec").path("replicas"));
    }

    private static List<Column> with(List<Column> wide, Column... columns) {
        List<Column> all = new ArrayList<>(List.of(columns));
        all.addAll(wide);
        return all;
    }
}
