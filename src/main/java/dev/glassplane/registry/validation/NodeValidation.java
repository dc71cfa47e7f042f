package dev.glassplane.registry.validation;

import dev.glassplane.net.Cidr;
import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** ValidateNode and ValidateNodeUpdate. */
public final class NodeValidation {

    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "PreferNoSchedule");
    private static final String POD_CIDRS = "spec.podCIDRs";

    private NodeValidation() {}

    /** Checks a new state. */
    public static void check(JsonNode node, FieldErrors errors) {
        taints(node.path("spec").path("taints"), errors);
        podCidrs(node.path("spec").path("podCIDRs"), errors);
        status(node, errors);
    }

    /** Checks addresses and quantities of the status. */
    public static void status(JsonNode node, FieldErrors errors) {
        for (String list : List.of("capacity", "allocatable")) {
            for (Map.Entry<String, JsonNode> each : node.path("status").path(list).properties()) {
                Values.quantity(each.getValue(), "status." + list + "." + each.getKey(), errors);
            }
        }
        Set<JsonNode> seen = new HashSet<>();
        int index = 0;
        for (JsonNode address : node.path("status").path("addresses")) {
            String path = "status.addresses[" + index++ + "]";
            if (!seen.add(address)) {
                errors.duplicate(path, address);
            }
        }
    }

    private static void taints(JsonNode taints, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode taint : taints) {
            String path = "metadata.taints[" + index++ + "]";
            String key = taint.path("key").asString("");
            Names.qualifiedName(key).forEach(error -> errors.invalid(path + ".key", key, error));
            String value = taint.path("value").asString("");
            Names.labelValue(value).forEach(error -> errors.invalid(path + ".value", value, error));
            Values.oneOf(taint.path("effect"), path + ".effect", EFFECTS, errors);
            if (!seen.add(key + " " + taint.path("effect").asString(""))) {
                errors.add("FieldValueDuplicate", path, "Duplicate value: " + taint + ": taints must be unique by key and effect pair");
            }
        }
    }

    private static void podCidrs(JsonNode cidrs, FieldErrors errors) {
        for (int i = 0; i < cidrs.size(); i++) {
            Values.cidr(cidrs.get(i).asString(""), POD_CIDRS + "[" + i + "]", errors);
        }
        long families = cidrs.valueStream().map(each -> Cidr.tryParse(each.asString(""))).flatMap(Optional::stream).map(Cidr::family)
                .distinct().count();
        if (cidrs.size() > 1 && families < cidrs.size()) {
            errors.invalid(POD_CIDRS, cidrs, "may specify no more than one CIDR for each IP family");
        }
    }

    /** Checks a change: what the node controller set once stays. */
    public static void update(JsonNode after, JsonNode before, FieldErrors errors) {
        once("podCIDRs", "podCIDR", after, before, errors);
        once("providerID", "providerID", after, before, errors);
    }

    private static void once(String field, String word, JsonNode after, JsonNode before, FieldErrors errors) {
        JsonNode old = before.path("spec").get(field);
        if (old != null && !Objects.equals(old, after.path("spec").get(field))) {
            errors.forbidden("spec." + field, "node updates may not change " + word + " except from \"\" to valid");
        }
    }
}
