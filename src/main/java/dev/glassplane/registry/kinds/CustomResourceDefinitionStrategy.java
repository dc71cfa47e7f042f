package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.cel.RuledSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CustomResourceDefinitions: whoever creates one can use its kinds when the answer comes. Source: {@code apiextensions-apiserver:
 * pkg/registry/customresourcedefinition, pkg/apis/apiextensions/validation}.
 */
final class CustomResourceDefinitionStrategy implements Strategy {

    /** Keeps a definition until its objects are gone. */
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    @Override
    public void defaults(ObjectNode object) {
        if (!(object.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        ObjectNode names = Defaults.object(spec, "names");
        String kind = names.path("kind").asString("");
        Defaults.text(names, "singular", kind.toLowerCase(Locale.ROOT));
        Defaults.text(names, "listKind", kind + "List");
        Defaults.text(Defaults.object(spec, "conversion"), "strategy", "None");
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ArrayNode finalizers = ((ObjectNode) object.get("metadata")).withArray("finalizers");
        if (finalizers.valueStream().noneMatch(each -> each.asString("").equals(CLEANUP))) {
            finalizers.add(CLEANUP);
        }
        object.putObject("status");
        accept(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode before) {
        accept(object);
    }

    /** There is nothing to wait for: names are checked when the definition is written, and its kinds are served at once. */
    private static void accept(ObjectNode object) {
        ObjectNode status = Defaults.object(object, "status");
        JsonNode created = object.path("metadata").path("creationTimestamp");
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", created);
        condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted", created);
        status.set("acceptedNames", object.path("spec").path("names").deepCopy());
        ArrayNode stored = status.withArray("storedVersions");
        object.path("spec").path("versions").valueStream().filter(version -> version.path("storage").asBoolean(false))
                .map(version -> version.path("name").asString("")).filter(name -> stored.valueStream().noneMatch(each -> each.asString().equals(name)))
                .forEach(stored::add);
    }

    private static void condition(ArrayNode conditions, String type, String reason, String message, JsonNode at) {
        ObjectNode condition = conditions.addObject().put("type", type).put("status", "True").put("reason", reason).put("message", message);
        if (!at.isMissingNode()) {
            condition.set("lastTransitionTime", at);
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        JsonNode spec = object.path("spec");
        String name = object.path("metadata").path("name").asString("");
        for (String field : List.of("group", "scope")) {
            if (spec.path(field).asString("").isEmpty()) {
                errors.required("spec." + field, "");
            }
        }
        for (String field : List.of("plural", "kind")) {
            if (spec.path("names").path(field).asString("").isEmpty()) {
                errors.required("spec.names." + field, "");
            }
        }
        String wanted = spec.path("names").path("plural").asString("") + "." + spec.path("group").asString("");
        if (!name.equals(wanted)) {
            errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
        }
        if (!spec.path("scope").asString("").isEmpty() && !List.of("Cluster", "Namespaced").contains(spec.path("scope").asString(""))) {
            errors.notSupported("spec.scope", spec.path("scope"), List.of("Cluster", "Namespaced"));
        }
        if (!spec.path("conversion").path("strategy").asString("").equals("None")) {
            errors.notSupported("spec.conversion.strategy", spec.path("conversion").path("strategy"), List.of("None"));
        }
        if (BuiltInKinds.serves(spec.path("group").asString(""))) {
            errors.forbidden("spec.group", "this server has the kinds of " + spec.path("group").asString("") + " built in");
        }
        versions(object, spec.path("versions"), errors);
    }

    private static void versions(ObjectNode object, JsonNode versions, FieldErrors errors) {
        long stored = versions.valueStream().filter(version -> version.path("storage").asBoolean(false)).count();
        if (stored != 1) {
            errors.invalid("spec.versions", versions, "must have exactly one version marked as storage version");
            return;
        }
        try {
            compile(Definitions.kinds(object), versions, errors);
        } catch (RuntimeException e) {
            List<String> names = new ArrayList<>(versions.valueStream().map(version -> version.path("name").asString("")).toList());
            errors.invalid("spec.versions", String.join(",", names), e.getMessage());
        }
    }

    /** Errors name the schema as upstream's internal form does, which has one schema for all versions if they are equal. */
    private static void compile(List<ServedKind> kinds, JsonNode versions, FieldErrors errors) {
        long different = versions.valueStream().map(version -> version.path("schema")).distinct().count();
        for (int index = 0; index < versions.size(); index++) {
            String name = versions.get(index).path("name").asString("");
            String path = different == 1 ? "spec.validation.openAPIV3Schema" : "spec.versions[" + index + "].schema.openAPIV3Schema";
            if (different > 1 || index == 0) {
                kinds.stream().filter(each -> each.kind().version().equals(name)).map(ServedKind::schema).filter(RuledSchema.class::isInstance)
                        .map(RuledSchema.class::cast).forEach(schema -> schema.compile(path, errors));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        for (String field : List.of("group", "scope")) {
            if (!object.path("spec").path(field).equals(before.path("spec").path(field))) {
                errors.invalid("spec." + field, object.path("spec").path(field), "field is immutable");
            }
        }
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
