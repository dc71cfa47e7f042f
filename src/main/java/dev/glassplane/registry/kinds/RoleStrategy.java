package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Roles and their bindings: stored, so that manifests go in and come out, and asked by nobody. Source: {@code pkg/apis/rbac/validation}. */
final class RoleStrategy implements Strategy {

    private static final String RBAC = "rbac.authorization.k8s.io";

    @Override
    public void defaults(ObjectNode object) {
        if (object.get("roleRef") instanceof ObjectNode role) {
            Defaults.text(role, "apiGroup", RBAC);
        }
        object.path("subjects").forEach(subject -> {
            if (subject.path("kind").asString("").equals("ServiceAccount")) {
                Defaults.text((ObjectNode) subject, "apiGroup", "");
            } else {
                Defaults.text((ObjectNode) subject, "apiGroup", RBAC);
            }
        });
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        if (object.path("kind").asString("").endsWith("Binding")) {
            binding(object, errors);
            return;
        }
        int index = 0;
        for (JsonNode rule : object.path("rules")) {
            if (rule.path("verbs").isEmpty()) {
                errors.required("rules[" + index + "].verbs", "verbs must contain at least one value");
            }
            index++;
        }
    }

    private static void binding(ObjectNode object, FieldErrors errors) {
        JsonNode role = object.path("roleRef");
        Set<String> kinds = object.path("kind").asString("").equals("RoleBinding") ? Set.of("Role", "ClusterRole") : Set.of("ClusterRole");
        if (!kinds.contains(role.path("kind").asString(""))) {
            errors.notSupported("roleRef.kind", role.path("kind").asString(""), kinds);
        }
        if (role.path("name").asString("").isEmpty()) {
            errors.required("roleRef.name", "");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        if (before.has("roleRef") && !before.path("roleRef").equals(object.path("roleRef"))) {
            errors.invalid("roleRef", object.path("roleRef"), "cannot change roleRef");
        }
    }

    /** Names of roles may hold colons, as {@code system:node} does. */
    @Override
    public Function<String, List<String>> nameRule() {
        return name -> name.equals(".") || name.equals("..") || name.contains("/") || name.contains("%")
                ? List.of("may not be '.' or '..', and may not contain '/' or '%'") : List.of();
    }
}
