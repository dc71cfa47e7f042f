package dev.glassplane.apiserver.table;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes Tables. */
public final class Tables {

    /** What a row says about its object besides the cells ({@code includeObject}). */
    public enum Included {
        NONE, METADATA, OBJECT
    }

    private static final Map<String, KindTable> BUILT_IN = builtIn();

    private Tables() {}

    /**
     * @param declared columns of the kind's definition, empty for built-in kinds
     * @param builtIn  whether the kind is Kubernetes' own
     */
    public static KindTable of(Kind kind, List<PrinterColumn> declared, boolean builtIn) {
        KindTable table = BUILT_IN.get(kind.resource());
        if (table != null) {
            return table;
        }
        if (!declared.isEmpty()) {
            return PrinterColumns.table(declared);
        }
        return builtIn ? ClusterTables.nameAndCreation() : PrinterColumns.nameAndAge();
    }

    /** @return a Table without rows; with columns unless a former event of the same watch had them */
    public static ObjectNode table(KindTable kind, String metaVersion, ObjectNode metadata, boolean withColumns) {
        ObjectNode table = JsonNodeFactory.instance.objectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/" + metaVersion);
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (withColumns) {
            for (Column column : kind.columns()) {
                definitions.addObject().put("name", column.name()).put("type", column.type()).put("format", column.format())
                        .put("description", column.description()).put("priority", column.priority());
            }
        }
        table.putArray("rows");
        return table;
    }

    /** Appends a row. */
    public static void addRow(ObjectNode table, KindTable kind, ObjectNode object, Instant now, Included included, String metaVersion) {
        ObjectNode row = ((ArrayNode) table.get("rows")).addObject();
        kind.printer().print(object, now, row.putArray("cells"));
        ArrayNode conditions = kind.conditions().apply(object);
        if (conditions != null) {
            row.set("conditions", conditions);
        }
        switch (included) {
            case NONE -> { }
            case METADATA -> row.set("object", partial(object, metaVersion));
            case OBJECT -> row.set("object", object);
        }
    }

    /** @return the object's PartialObjectMetadata */
    public static ObjectNode partial(JsonNode object, String metaVersion) {
        ObjectNode partial = JsonNodeFactory.instance.objectNode().put("kind", "PartialObjectMetadata")
                .put("apiVersion", "meta.k8s.io/" + metaVersion);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private static Map<String, KindTable> builtIn() {
        Map<String, KindTable> tables = new HashMap<>(StoredTables.all());
        tables.put("pods", PodTable.table());
        tables.put("nodes", ClusterTables.nodes());
        tables.put("namespaces", ClusterTables.namespaces());
        tables.put("configmaps", ClusterTables.configMaps());
        tables.put("secrets", ClusterTables.secrets());
        tables.put("serviceaccounts", ClusterTables.serviceAccounts());
        tables.put("events", ClusterTables.events());
        tables.put("events.events.k8s.io", ClusterTables.events());
        tables.put("leases.coordination.k8s.io", ClusterTables.leases());
        tables.put("poddisruptionbudgets.policy", ClusterTables.disruptionBudgets());
        tables.put("rolebindings.rbac.authorization.k8s.io", ClusterTables.roleBindings());
        tables.put("clusterrolebindings.rbac.authorization.k8s.io", ClusterTables.roleBindings());
        tables.put("services", NetworkTables.services());
        tables.put("endpoints", NetworkTables.endpoints());
        tables.put("endpointslices.discovery.k8s.io", NetworkTables.endpointSlices());
        tables.put("ingresses.networking.k8s.io", NetworkTables.ingresses());
        tables.put("ingressclasses.networking.k8s.io", NetworkTables.ingressClasses());
        tables.put("networkpolicies.networking.k8s.io", NetworkTables.networkPolicies());
        tables.put("servicecidrs.networking.k8s.io", NetworkTables.serviceCidrs());
        tables.put("ipaddresses.networking.k8s.io", NetworkTables.ipAddresses());
        tables.put("deployments.apps", WorkloadTables.deployments());
        tables.put("replicasets.apps", WorkloadTables.replicaSets());
        tables.put("replicationcontrollers", WorkloadTables.replicationControllers());
        tables.put("daemonsets.apps", WorkloadTables.daemonSets());
        tables.put("statefulsets.apps", WorkloadTables.statefulSets());
        return Map.copyOf(tables);
    }
}
