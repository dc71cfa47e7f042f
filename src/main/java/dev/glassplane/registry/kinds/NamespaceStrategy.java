package dev.glassplane.registry.kinds;

import dev.glassplane.registry.validation.Names;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces: their name is a label, and content is removed before they go. */
final class NamespaceStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        ObjectNode metadata = Defaults.object(object, "metadata");
        String name = metadata.path("name").asString("");
        if (!name.isEmpty()) {
            Defaults.object(metadata, "labels").put("kubernetes.io/metadata.name", name);
        }
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        defaults(object);
        Defaults.object(object, "spec").putArray("finalizers").add("kubernetes");
        object.putObject("status").put("phase", "Active");
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode before) {
        ObjectNode spec = Defaults.object(object, "spec");
        spec.remove("finalizers");
        if (before.path("spec").has("finalizers")) {
            spec.set("finalizers", before.path("spec").get("finalizers").deepCopy());
        }
    }

    @Override
    public Function<String, List<String>> nameRule() {
        return Names::label;
    }
}
