package dev.glassplane.apiserver.table;

import static dev.glassplane.apiserver.table.Cells.NONE;
import static dev.glassplane.apiserver.table.Cells.number;
import static dev.glassplane.apiserver.table.Cells.text;
import static dev.glassplane.apiserver.table.Cells.textOr;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes, namespaces, settings, events, leases. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion/printers.go}. */
final class ClusterTables {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private ClusterTables() {}

    static KindTable nodes() {
        return KindTable.of(List.of(Column.NAME,
                Column.text("Status", "Whether the node is ready and takes pods."),
                Column.text("Roles", "Roles from its node-role labels."),
                Column.AGE,
                Column.text("Version", "Version of its kubelet."),
                Column.wide("Internal-IP", "First address inside the network."),
                Column.wide("External-IP", "First address on the internet."),
                Column.wide("OS-Image", "Operating system."),
                Column.wide("Kernel-Version", "Kernel."),
                Column.wide("Container-Runtime", "Runtime and version.")), ClusterTables::node);
    }

    private static void node(ObjectNode node, Instant now, ArrayNode cells) {
        JsonNode info = node.path("status").path("nodeInfo");
        cells.add(Cells.name(node));
        cells.add(readiness(node));
        cells.add(roles(node.path("metadata").path("labels")));
        cells.add(Cells.age(node, now));
        cells.add(text(info.path("kubeletVersion")));
        cells.add(address(node, "InternalIP"));
        cells.add(address(node, "ExternalIP"));
        cells.add(textOr(info.path("osImage"), Ages.UNKNOWN));
        cells.add(textOr(info.path("kernelVersion"), Ages.UNKNOWN));
        cells.add(textOr(info.path("containerRuntimeVersion"), Ages.UNKNOWN));
    }

    private static String readiness(ObjectNode node) {
        String ready = "Unknown";
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (text(condition.path("type")).equals("Ready")) {
                ready = text(condition.path("status")).equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.path("spec").path("unschedulable").asBoolean(false) ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(JsonNode labels) {
        TreeSet<String> roles = new TreeSet<>();
        labels.properties().forEach(label -> {
            if (label.getKey().startsWith(ROLE_PREFIX) && label.getKey().length() > ROLE_PREFIX.length()) {
                roles.add(label.getKey().substring(ROLE_PREFIX.length()));
            } else if (label.getKey().equals("kubernetes.io/role") && !text(label.getValue()).isEmpty()) {
                roles.add(text(label.getValue()));
            }
        });
        return roles.isEmpty() ? NONE : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        return node.path("status").path("addresses").valueStream().filter(address -> text(address.path("type")).equals(type))
                .map(address -> text(address.path("address"))).findFirst().orElse(NONE);
    }

    static KindTable namespaces() {
        return KindTable.of(List.of(Column.NAME, Column.text("Status", "Phase: Active or Terminating."), Column.AGE),
                (namespace, now, cells) -> {
                    cells.add(Cells.name(namespace));
                    cells.add(text(namespace.path("status").path("phase")));
                    cells.add(Cells.age(namespace, now));
                });
    }

    static KindTable configMaps() {
        return KindTable.of(List.of(Column.NAME, Column.text("Data", "Number of keys."), Column.AGE), (map, now, cells) -> {
            cells.add(Cells.name(map));
            cells.add(map.path("data").size() + map.path("binaryData").size());
            cells.add(Cells.age(map, now));
        });
    }

    static KindTable secrets() {
        return KindTable.of(List.of(Column.NAME, Column.text("Type", "What the secret is for."), Column.text("Data", "Number of keys."),
                Column.AGE), (secret, now, cells) -> {
                    cells.add(Cells.name(secret));
                    cells.add(text(secret.path("type")));
                    cells.add(secret.path("data").size());
                    cells.add(Cells.age(secret, now));
                });
    }

    static KindTable serviceAccounts() {
        return KindTable.of(List.of(Column.NAME, Column.text("Secrets", "Number of secrets."), Column.AGE), (account, now, cells) -> {
            cells.add(Cells.name(account));
            cells.add(account.path("secrets").size());
            cells.add(Cells.age(account, now));
        });
    }

    static KindTable leases() {
        return KindTable.of(List.of(Column.NAME, Column.text("Holder", "Who holds the lease."), Column.AGE), (lease, now, cells) -> {
            cells.add(Cells.name(lease));
            cells.add(text(lease.path("spec").path("holderIdentity")));
            cells.add(Cells.age(lease, now));
        });
    }

    static KindTable disruptionBudgets() {
        return KindTable.of(List.of(Column.NAME, Column.text("Min Available", "Pods that must stay available."),
                Column.text("Max Unavailable", "Pods that may be unavailable."),
                Column.integer("Allowed Disruptions", "Pods that may be disrupted now."), Column.AGE), (budget, now, cells) -> {
                    cells.add(Cells.name(budget));
                    cells.add(textOr(budget.path("spec").path("minAvailable"), "N/A"));
                    cells.add(textOr(budget.path("spec").path("maxUnavailable"), "N/A"));
                    cells.add(number(budget.path("status").path("disruptionsAllowed")));
                    cells.add(Cells.age(budget, now));
                });
    }

    static KindTable roleBindings() {
        return KindTable.of(List.of(Column.NAME, Column.text("Role", "What is granted."), Column.AGE), (binding, now, cells) -> {
            cells.add(Cells.name(binding));
            cells.add(text(binding.path("roleRef").path("kind")) + "/" + text(binding.path("roleRef").path("name")));
            cells.add(Cells.age(binding, now));
        });
    }

    /** The columns of a kind that has no printer of its own. */
    static KindTable nameAndCreation() {
        return KindTable.of(List.of(Column.NAME, new Column("Created At", "date", "", "When the object was created.", 0)),
                (object, now, cells) -> {
                    cells.add(Cells.name(object));
                    cells.add(text(object.path("metadata").path("creationTimestamp")));
                });
    }

    static KindTable events() {
        return KindTable.of(List.of(Column.text("Last Seen", "Time since it happened last."),
                Column.text("Type", "Normal or Warning."),
                Column.text("Reason", "Machine word for what happened."),
                Column.text("Object", "What it happened to."),
                Column.wide("Subobject", "Field of the object, for example a container."),
                Column.wide("Source", "Component and host that told of it."),
                Column.text("Message", "What happened."),
                Column.wide("First Seen", "Time since it happened first."),
                Column.wide("Count", "How often it happened."),
                new Column("Name", "string", "name", "Name of the event.", 1)), ClusterTables::event);
    }

    private static void event(ObjectNode event, Instant now, ArrayNode cells) {
        JsonNode object = event.has("involvedObject") ? event.path("involvedObject") : event.path("regarding");
        String first = seen(event, "firstTimestamp", "deprecatedFirstTimestamp", event.path("eventTime"), now);
        boolean series = event.path("series").isObject();
        String last = series ? Ages.since(event.path("series").path("lastObservedTime"), now)
                : seen(event, "lastTimestamp", "deprecatedLastTimestamp", event.path("eventTime"), now);
        last = last.equals(Ages.UNKNOWN) ? first : last;
        long count = number((series ? event.path("series") : event).path("count"));
        String name = text(object.path("name"));
        String kind = text(object.path("kind")).toLowerCase(Locale.ROOT);
        cells.add(last);
        cells.add(text(event.path("type")));
        cells.add(text(event.path("reason")));
        cells.add(name.isEmpty() ? kind : kind + "/" + name);
        cells.add(text(object.path("fieldPath")));
        cells.add(source(event));
        cells.add(textOr(event.path("message"), text(event.path("note"))).strip());
        cells.add(first);
        cells.add(Math.max(1, count));
        cells.add(Cells.name(event));
    }

    private static String seen(ObjectNode event, String field, String deprecated, JsonNode otherwise, Instant now) {
        JsonNode time = event.path(field).isString() ? event.path(field) : event.path(deprecated);
        return Ages.since(time.isString() ? time : otherwise, now);
    }

    private static String source(ObjectNode event) {
        JsonNode source = event.path("source").isObject() ? event.path("source") : event.path("deprecatedSource");
        String component = textOr(source.path("component"), textOr(event.path("reportingComponent"), text(event.path("reportingController"))));
        String host = textOr(source.path("host"), text(event.path("reportingInstance")));
        return host.isEmpty() ? component : component + ", " + host;
    }
}
