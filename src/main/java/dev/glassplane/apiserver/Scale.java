package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.ScalePaths;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code autoscaling/v1 Scale} of an object that has replicas. */
final class Scale {

    private static final List<String> METADATA = List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

    private Scale() {}

    static ObjectNode of(ObjectNode object, ScalePaths paths) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : METADATA) {
            JsonNode value = object.path("metadata").get(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        scale.putObject("spec").put("replicas", ScalePaths.at(object, paths.wanted()).asInt(0));
        ObjectNode status = scale.putObject("status").put("replicas", ScalePaths.at(object, paths.present()).asInt(0));
        String selector = paths.selector().map(path -> ScalePaths.at(object, path).asString(""))
                .orElseGet(() -> selector(object.path("spec").path("selector")));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    /** @return the change that replacing an object's Scale makes to the object */
    static Patch patch(ObjectNode scale, ScalePaths paths) {
        ObjectNode patch = Json.object();
        JsonNode revision = scale.path("metadata").get("resourceVersion");
        if (revision != null) {
            patch.putObject("metadata").set("resourceVersion", revision);
        }
        paths.want(patch, scale.path("spec").path("replicas").asInt(0));
        return new Patch.Merge(patch);
    }

    /** @return what a patch of a Scale does to the object that is scaled */
    static Patch patched(Patch patch, Kind kind, String name, ScalePaths paths) {
        return switch (patch) {
            case Patch.Apply(ObjectNode scale, boolean force) -> {
                ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
                object.putObject("metadata").put("name", name);
                paths.want(object, scale.path("spec").path("replicas").asInt(0));
                yield new Patch.Apply(object, force);
            }
            case Patch.Merge(JsonNode scale) when scale.path("spec").has("replicas") -> patch((ObjectNode) scale, paths);
            case Patch.StrategicMerge(JsonNode scale) when scale.path("spec").has("replicas") -> patch((ObjectNode) scale, paths);
            case Patch.Json(JsonNode operations) -> new Patch.Json(moved(operations, paths));
            case Patch.Merge _, Patch.StrategicMerge _ -> patch;
        };
    }

    private static JsonNode moved(JsonNode operations, ScalePaths paths) {
        JsonNode copy = operations.deepCopy();
        copy.forEach(operation -> {
            if (operation instanceof ObjectNode object && object.path("path").asString("").equals("/spec/replicas")) {
                object.put("path", "/" + String.join("/", paths.wanted()));
            }
        });
        return copy;
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
