package dev.glassplane.apiserver.table;

import static dev.glassplane.apiserver.table.Cells.NONE;
import static dev.glassplane.apiserver.table.Cells.number;
import static dev.glassplane.apiserver.table.Cells.text;
import static dev.glassplane.apiserver.table.Cells.textOr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that are only stored. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion/printers.go}. */
final class StoredTables {

    private static final String UNSET = "<unset>";
    private static final Column AGE = Column.AGE;

    private StoredTables() {}

    /** @return tables by resource */
    static Map<String, KindTable> all() {
        Map<String, KindTable> tables = new TreeMap<>();
        tables.put("persistentvolumes", volumes());
        tables.put("persistentvolumeclaims", claims());
        tables.put("resourcequotas", table((quota, cells) -> {
            cells.add(amounts(quota, "requests."));
            cells.add(amounts(quota, "limits."));
        }, true, named("Request"), named("Limit")));
        tables.put("podtemplates", podTemplates());
        tables.put("componentstatuses", table((status, cells) -> cells.add("").add("").add(""), false, named("Status"), named("Message"), named("Error")));
        tables.put("controllerrevisions.apps", table((revision, cells) -> {
            JsonNode owner = revision.path("metadata").path("ownerReferences").valueStream()
                    .filter(each -> each.path("controller").asBoolean(false)).findFirst().orElse(null);
            cells.add(owner == null ? NONE : text(owner.path("kind")).toLowerCase(java.util.Locale.ROOT) + ".apps/" + text(owner.path("name")));
            cells.add(Long.toString(number(revision.path("revision"))));
        }, true, named("Controller"), named("Revision")));
        tables.put("jobs.batch", jobs());
        tables.put("cronjobs.batch", cronJobs());
        tables.put("horizontalpodautoscalers.autoscaling", autoscalers());
        tables.put("priorityclasses.scheduling.k8s.io", priorityClasses());
        storage(tables);
        policies(tables);
        return tables;
    }

    private static void storage(Map<String, KindTable> tables) {
        tables.put("storageclasses.storage.k8s.io", table((object, cells) -> {
            cells.add(text(object.path("provisioner")));
            cells.add(textOr(object.path("reclaimPolicy"), "Delete"));
            cells.add(textOr(object.path("volumeBindingMode"), "Immediate"));
            cells.add(object.path("allowVolumeExpansion").asBoolean(false));
        }, true, named("Provisioner"), named("ReclaimPolicy"), named("VolumeBindingMode"), named("AllowVolumeExpansion")));
        tables.put("csidrivers.storage.k8s.io", table((object, cells) -> {
            JsonNode spec = object.path("spec");
            cells.add(spec.path("attachRequired").asBoolean(true));
            cells.add(spec.path("podInfoOnMount").asBoolean(false));
            cells.add(spec.path("storageCapacity").asBoolean(false));
            cells.add(spec.path("tokenRequests").isEmpty() ? UNSET : Cells.join(spec.path("tokenRequests"), "audience"));
            cells.add(spec.path("requiresRepublish").asBoolean(false));
            cells.add(spec.path("volumeLifecycleModes").isEmpty() ? "Persistent"
                    : spec.path("volumeLifecycleModes").valueStream().map(Cells::text).collect(Collectors.joining(",")));
        }, true, flag("AttachRequired"), flag("PodInfoOnMount"), flag("StorageCapacity"), named("TokenRequests"), flag("RequiresRepublish"), named("Modes")));
        tables.put("csinodes.storage.k8s.io", table((object, cells) -> cells.add(object.path("spec").path("drivers").size()), true, count("Drivers")));
        tables.put("volumeattachments.storage.k8s.io", table((object, cells) -> {
            cells.add(text(object.path("spec").path("attacher")));
            cells.add(text(object.path("spec").path("source").path("persistentVolumeName")));
            cells.add(text(object.path("spec").path("nodeName")));
            cells.add(object.path("status").path("attached").asBoolean(false));
        }, true, named("Attacher"), named("PV"), named("Node"), named("Attached")));
        tables.put("csistoragecapacities.storage.k8s.io", table((object, cells) -> {
            cells.add(text(object.path("storageClassName")));
            cells.add(textOr(object.path("capacity"), UNSET));
        }, false, named("StorageClassName"), named("Capacity")));
    }

    private static void policies(Map<String, KindTable> tables) {
        KindTable webhooks = table((object, cells) -> cells.add(object.path("webhooks").size()), true, count("Webhooks"));
        tables.put("validatingwebhookconfigurations.admissionregistration.k8s.io", webhooks);
        tables.put("mutatingwebhookconfigurations.admissionregistration.k8s.io", webhooks);
        tables.put("validatingadmissionpolicies.admissionregistration.k8s.io", table((object, cells) -> {
            JsonNode kind = object.path("spec").path("paramKind");
            cells.add(object.path("spec").path("validations").size());
            cells.add(kind.isObject() ? text(kind.path("apiVersion")) + "/" + text(kind.path("kind")) : UNSET);
        }, true, count("Validations"), named("ParamKind")));
        tables.put("validatingadmissionpolicybindings.admissionregistration.k8s.io", table((object, cells) -> {
            JsonNode reference = object.path("spec").path("paramRef");
            String namespace = text(reference.path("namespace"));
            cells.add(text(object.path("spec").path("policyName")));
            cells.add(!reference.isObject() ? UNSET : (namespace.isEmpty() ? "" : namespace + "/") + textOr(reference.path("name"), "*"));
        }, true, named("PolicyName"), named("ParamRef")));
        tables.put("apiservices.apiregistration.k8s.io", table((object, cells) -> {
            JsonNode service = object.path("spec").path("service");
            cells.add(service.isObject() ? text(service.path("namespace")) + "/" + text(service.path("name")) : "Local");
            cells.add(object.path("status").path("conditions").valueStream().filter(each -> text(each.path("type")).equals("Available"))
                    .map(each -> text(each.path("status"))).findFirst().orElse("Unknown"));
        }, true, named("Service"), named("Available")));
        tables.put("flowschemas.flowcontrol.apiserver.k8s.io", flowSchemas());
        tables.put("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", priorityLevels());
        tables.put("runtimeclasses.node.k8s.io", table((object, cells) -> cells.add(text(object.path("handler"))), true, named("Handler")));
    }

    private static KindTable volumes() {
        List<Column> columns = List.of(Column.NAME, named("Capacity"), named("Access Modes"), named("Reclaim Policy"), named("Status"), named("Claim"),
                named("StorageClass"), named("VolumeAttributesClass"), named("Reason"), AGE, Column.wide("VolumeMode", "Block or Filesystem."));
        return KindTable.of(columns, (volume, now, cells) -> {
            JsonNode spec = volume.path("spec");
            cells.add(Cells.name(volume)).add(text(spec.path("capacity").path("storage"))).add(modes(spec.path("accessModes")));
            cells.add(text(spec.path("persistentVolumeReclaimPolicy"))).add(text(volume.path("status").path("phase")));
            cells.add(spec.path("claimRef").isObject() ? text(spec.path("claimRef").path("namespace")) + "/" + text(spec.path("claimRef").path("name")) : "");
            cells.add(text(spec.path("storageClassName"))).add(textOr(spec.path("volumeAttributesClassName"), UNSET));
            cells.add(text(volume.path("status").path("reason"))).add(Cells.age(volume, now)).add(textOr(spec.path("volumeMode"), UNSET));
        });
    }

    private static KindTable claims() {
        List<Column> columns = List.of(Column.NAME, named("Status"), named("Volume"), named("Capacity"), named("Access Modes"), named("StorageClass"),
                named("VolumeAttributesClass"), AGE, Column.wide("VolumeMode", "Block or Filesystem."));
        return KindTable.of(columns, (claim, now, cells) -> {
            JsonNode spec = claim.path("spec");
            String volume = text(spec.path("volumeName"));
            cells.add(Cells.name(claim)).add(textOr(claim.path("status").path("phase"), "Pending")).add(volume);
            cells.add(volume.isEmpty() ? "" : text(claim.path("status").path("capacity").path("storage")));
            cells.add(volume.isEmpty() ? "" : modes(claim.path("status").path("accessModes")));
            cells.add(text(spec.path("storageClassName"))).add(textOr(spec.path("volumeAttributesClassName"), UNSET));
            cells.add(Cells.age(claim, now)).add(textOr(spec.path("volumeMode"), UNSET));
        });
    }

    private static KindTable podTemplates() {
        return KindTable.of(List.of(Column.NAME, named("Containers"), named("Images"), named("Pod Labels")), (template, _, cells) -> {
            JsonNode containers = template.path("template").path("spec").path("containers");
            cells.add(Cells.name(template)).add(Cells.join(containers, "name")).add(Cells.join(containers, "image"));
            cells.add(Cells.labels(template.path("template").path("metadata").path("labels")));
        });
    }

    private static KindTable jobs() {
        List<Column> columns = List.of(Column.NAME, named("Status"), named("Completions"), named("Duration"), AGE,
                Column.wide("Containers", "Names of the containers."), Column.wide("Images", "Images of the containers."),
                Column.wide("Selector", "Labels of its pods."));
        return KindTable.of(columns, (job, now, cells) -> {
            JsonNode spec = job.path("spec");
            JsonNode containers = spec.path("template").path("spec").path("containers");
            String completed = job.path("status").path("conditions").valueStream().filter(each -> text(each.path("status")).equals("True"))
                    .map(each -> text(each.path("type"))).filter(type -> List.of("Complete", "Failed", "Suspended").contains(type)).findFirst().orElse("Running");
            long wanted = spec.has("completions") ? number(spec.path("completions")) : Math.max(1, number(spec.path("parallelism")));
            cells.add(Cells.name(job)).add(completed).add(number(job.path("status").path("succeeded")) + "/" + wanted);
            cells.add(job.path("status").has("startTime") ? Ages.since(job.path("status").path("startTime"), now) : "").add(Cells.age(job, now));
            cells.add(Cells.join(containers, "name")).add(Cells.join(containers, "image")).add(Cells.selector(spec.path("selector")));
        });
    }

    private static KindTable cronJobs() {
        List<Column> columns = List.of(Column.NAME, named("Schedule"), named("Timezone"), named("Suspend"), count("Active"), named("Last Schedule"), AGE,
                Column.wide("Containers", "Names of the containers."), Column.wide("Images", "Images of the containers."),
                Column.wide("Selector", "Labels of its pods."));
        return KindTable.of(columns, (job, now, cells) -> {
            JsonNode spec = job.path("spec");
            JsonNode containers = spec.path("jobTemplate").path("spec").path("template").path("spec").path("containers");
            cells.add(Cells.name(job)).add(text(spec.path("schedule"))).add(textOr(spec.path("timeZone"), NONE));
            cells.add(spec.path("suspend").asBoolean(false) ? "True" : "False").add(job.path("status").path("active").size());
            cells.add(job.path("status").has("lastScheduleTime") ? Ages.since(job.path("status").path("lastScheduleTime"), now) : NONE);
            cells.add(Cells.age(job, now)).add(Cells.join(containers, "name")).add(Cells.join(containers, "image"));
            cells.add(Cells.selector(spec.path("jobTemplate").path("spec").path("selector")));
        });
    }

    private static KindTable autoscalers() {
        return table((scaler, cells) -> {
            JsonNode spec = scaler.path("spec");
            JsonNode target = spec.path("scaleTargetRef");
            List<String> metrics = new ArrayList<>();
            spec.path("metrics").forEach(metric -> metrics.add(text(metric.path("resource").path("name")) + ": <unknown>/"
                    + (metric.path("resource").path("target").has("averageUtilization")
                    ? number(metric.path("resource").path("target").path("averageUtilization")) + "%"
                    : textOr(metric.path("resource").path("target").path("averageValue"), "<auto>"))));
            cells.add(text(target.path("kind")) + "/" + text(target.path("name"))).add(metrics.isEmpty() ? NONE : String.join(", ", metrics));
            cells.add(spec.has("minReplicas") ? text(spec.path("minReplicas")) : UNSET).add(number(spec.path("maxReplicas")));
            cells.add(number(scaler.path("status").path("currentReplicas")));
        }, true, named("Reference"), named("Targets"), named("MinPods"), named("MaxPods"), named("Replicas"));
    }

    private static KindTable priorityClasses() {
        List<Column> columns = List.of(Column.NAME, count("Value"), flag("Global-Default"), AGE, named("PreemptionPolicy"));
        return KindTable.of(columns, (object, now, cells) -> {
            cells.add(Cells.name(object)).add(number(object.path("value"))).add(object.path("globalDefault").asBoolean(false));
            cells.add(Cells.age(object, now)).add(textOr(object.path("preemptionPolicy"), "PreemptLowerPriority"));
        });
    }

    private static KindTable flowSchemas() {
        List<Column> columns = List.of(Column.NAME, named("PriorityLevel"), count("MatchingPrecedence"), named("DistinguisherMethod"), AGE, named("MissingPL"));
        return KindTable.of(columns, (object, now, cells) -> {
            JsonNode spec = object.path("spec");
            cells.add(Cells.name(object)).add(text(spec.path("priorityLevelConfiguration").path("name"))).add(number(spec.path("matchingPrecedence")));
            cells.add(textOr(spec.path("distinguisherMethod").path("type"), NONE)).add(Cells.age(object, now)).add("?");
        });
    }

    private static KindTable priorityLevels() {
        return table((object, cells) -> {
            JsonNode limited = object.path("spec").path("limited");
            JsonNode queuing = limited.path("limitResponse").path("queuing");
            cells.add(text(object.path("spec").path("type"))).add(textOr(limited.path("nominalConcurrencyShares"), NONE));
            cells.add(textOr(queuing.path("queues"), NONE)).add(textOr(queuing.path("handSize"), NONE)).add(textOr(queuing.path("queueLengthLimit"), NONE));
        }, true, named("Type"), named("NominalConcurrencyShares"), named("Queues"), named("HandSize"), named("QueueLengthLimit"));
    }

    private static String modes(JsonNode modes) {
        return modes.valueStream().map(mode -> switch (text(mode)) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            case "ReadWriteOncePod" -> "RWOP";
            case String other -> other;
        }).collect(Collectors.joining(","));
    }

    /** {@code name: used/hard} of limits, or of everything else. */
    private static String amounts(JsonNode quota, String prefix) {
        TreeMap<String, String> shown = new TreeMap<>();
        quota.path("status").path("hard").properties().forEach(each -> {
            boolean limit = each.getKey().startsWith("limits.");
            if (limit == prefix.equals("limits.")) {
                shown.put(each.getKey(), each.getKey() + ": " + textOr(quota.path("status").path("used").path(each.getKey()), "0") + "/" + text(each.getValue()));
            }
        });
        return String.join(", ", shown.values());
    }

    private static KindTable table(BiConsumer<ObjectNode, ArrayNode> print, boolean aged, Column... between) {
        List<Column> columns = new ArrayList<>(List.of(Column.NAME));
        columns.addAll(List.of(between));
        if (aged) {
            columns.add(AGE);
        }
        return KindTable.of(columns, (ObjectNode object, Instant now, ArrayNode cells) -> {
            cells.add(Cells.name(object));
            print.accept(object, cells);
            if (aged) {
                cells.add(Cells.age(object, now));
            }
        });
    }

    private static Column named(String name) {
        return Column.text(name, name + " of the object.");
    }

    private static Column count(String name) {
        return Column.integer(name, name + " of the object.");
    }

    private static Column flag(String name) {
        return new Column(name, "boolean", "", name + " of the object.", 0);
    }
}
