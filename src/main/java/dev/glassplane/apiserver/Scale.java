package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Patch;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code autoscaling/v1 Scale} of an object that has replicas. */
final class Scale {

    private static final List<String> METADATA = List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

    private Scale() {}

    static ObjectNode of(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : METADATA) {
            JsonNode value = object.path("metadata").get(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        scale.putObject("spec").put("replicas", object.path("spec").path("replicas").asInt(0));
        ObjectNode status = scale.putObject("status").put("replicas", object.path("status").path("replicas").asInt(0));
        String selector = selector(object.path("spec").path("selector"));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    /** @return the change that replacing an object's Scale makes to the object */
    static Patch patch(ObjectNode scale) {
        ObjectNode patch = Json.object();
        JsonNode revision = scale.path("metadata").get("resourceVersion");
        if (revision != null) {
            patch.putObject("metadata").set("resourceVersion", revision);
        }
        patch.putObject("spec").put("replicas", scale.path("spec").path("replicas").asInt(0));
        return new Patch.Merge(patch);
    }

    /** @return what applying a Scale applies to the object that is scaled */
    static Patch.Apply applied(Patch.Apply scale, Kind kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        object.putObject("metadata").put("name", name);
        object.putObject("spec").put("replicas", scale.configuration().path("spec").path("replicas").asInt(0));
        return new Patch.Apply(object, scale.force());
    }

    private static String selector(JsonNode selector) {
        TreeSet<String> parts = new TreeSet<>();
        selector.path("matchLabels").properties().forEach(label -> parts.add(label.getKey() + "=" + label.getValue().asString()));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = expression.path("key").asString("");
            String values = String.join(",", expression.path("values").valueStream().map(JsonNode::asString).sorted().toList());
            parts.add(switch (expression.path("operator").asString("")) {
                case "NotIn" -> key + " notin (" + values + ")";
                case "Exists" -> key;
                case "DoesNotExist" -> "!" + key;
                default -> key + " in (" + values + ")";
            });
        }
        return String.join(",", parts);
    }
}
