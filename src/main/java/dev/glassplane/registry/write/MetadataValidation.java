package dev.glassplane.registry.write;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.registry.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks {@code metadata}: {@code apimachinery: pkg/api/validation/objectmeta.go}. */
final class MetadataValidation {

    /** Bytes of all annotations together. */
    private static final int ANNOTATIONS_MAX = 256 * 1024;

    private MetadataValidation() {}

    static void check(ServedKind served, ObjectNode object, FieldErrors errors) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asString("");
        String generateName = metadata.path("generateName").asString("");
        if (name.isEmpty()) {
            errors.required("metadata.name", "name or generateName is required");
        } else {
            served.strategy().nameRule().apply(name).forEach(error -> errors.invalid("metadata.name", name, error));
        }
        if (!generateName.isEmpty()) {
            String masked = generateName.endsWith("-") ? generateName.substring(0, generateName.length() - 1) + "a" : generateName;
            served.strategy().nameRule().apply(masked).forEach(error -> errors.invalid("metadata.generateName", generateName, error));
        }
        labels(metadata.path("labels"), "metadata.labels", errors);
        annotations(metadata.path("annotations"), errors);
        owners(metadata.path("ownerReferences"), errors);
        metadata.path("finalizers").forEach(finalizer -> finalizer(finalizer, errors));
    }

    /** Checks keys and values of labels. */
    static void labels(JsonNode labels, String path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> each : labels.properties()) {
            Names.qualifiedName(each.getKey()).forEach(error -> errors.invalid(path, each.getKey(), error));
            Names.labelValue(each.getValue().asString("")).forEach(error -> errors.invalid(path, each.getValue(), error));
        }
    }

    private static void annotations(JsonNode annotations, FieldErrors errors) {
        long bytes = 0;
        for (Map.Entry<String, JsonNode> each : annotations.properties()) {
            Names.qualifiedName(each.getKey().toLowerCase(Locale.ROOT))
                    .forEach(error -> errors.invalid("metadata.annotations", each.getKey(), error));
            bytes += each.getKey().getBytes(StandardCharsets.UTF_8).length + each.getValue().asString("").getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATIONS_MAX) {
            errors.tooLong("metadata.annotations", ANNOTATIONS_MAX);
        }
    }

    private static void owners(JsonNode owners, FieldErrors errors) {
        int index = 0;
        Set<String> controllers = new HashSet<>();
        for (JsonNode owner : owners) {
            String path = "metadata.ownerReferences[" + index++ + "]";
            for (String field : new String[] {"apiVersion", "kind", "name", "uid"}) {
                if (owner.path(field).asString("").isEmpty()) {
                    errors.invalid(path + "." + field, "", field.equals("apiVersion") ? "version must not be empty" : field + " must not be empty");
                }
            }
            if (owner.path("controller").asBoolean(false)) {
                controllers.add(owner.path("uid").asString(""));
            }
        }
        if (controllers.size() > 1) {
            errors.invalid("metadata.ownerReferences", owners,
                    "Only one reference can have Controller set to true. Found \"true\" in references for " + String.join(" and ", controllers));
        }
    }

    private static void finalizer(JsonNode finalizer, FieldErrors errors) {
        Names.qualifiedName(finalizer.asString("")).forEach(error -> errors.invalid("metadata.finalizers", finalizer, error));
    }
}
