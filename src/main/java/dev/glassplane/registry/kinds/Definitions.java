package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.ScalePaths;
import dev.glassplane.registry.cel.RuledSchema;
import dev.glassplane.registry.kinds.ServedKind.Support;
import dev.glassplane.registry.schema.DefinitionSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a CustomResourceDefinition to the kinds that it declares. */
final class Definitions {

    private static final String ANSWERING = "glassplane.dev/answering";

    private Definitions() {}

    /**
     * @param definition a CustomResourceDefinition
     * @return one kind for each served version, the stored one first
     * @throws IllegalStateException if a schema is missing or not understood
     */
    static List<ServedKind> kinds(JsonNode definition) {
        List<JsonNode> served = new ArrayList<>(definition.path("spec").path("versions").valueStream()
                .filter(version -> version.path("served").asBoolean(false)).toList());
        served.sort(Comparator.comparing(version -> !version.path("storage").asBoolean(false)));
        return served.stream().map(version -> kind(definition, version)).toList();
    }

    private static ServedKind kind(JsonNode definition, JsonNode version) {
        JsonNode spec = definition.path("spec");
        JsonNode names = spec.path("names");
        String name = names.path("kind").asString("");
        String singular = names.path("singular").asString(name.toLowerCase(Locale.ROOT));
        Kind kind = new Kind(spec.path("group").asString(""), version.path("name").asString(""), name, names.path("plural").asString(""),
                singular, texts(names.path("shortNames")), texts(names.path("categories")),
                spec.path("scope").asString("").equals("Namespaced"));
        if (!(version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema)) {
            throw new IllegalStateException("version " + kind.version() + " has no schema.openAPIV3Schema");
        }
        boolean answering = definition.path("metadata").path("annotations").path(ANSWERING).asString("").equals("true");
        Set<String> subresources = new LinkedHashSet<>(version.path("subresources").propertyNames());
        return new ServedKind(kind, answering ? Support.ANSWERING : Support.FULL, subresources, columns(version),
                new RuledSchema(new DefinitionSchema(kind, schema)), new PlainStrategy(true), scale(version.path("subresources").path("scale")), selectable(version));
    }

    private static ScalePaths scale(JsonNode scale) {
        if (!scale.isObject()) {
            return ScalePaths.USUAL;
        }
        String selector = scale.path("labelSelectorPath").asString("");
        return new ScalePaths(path(scale.path("specReplicasPath").asString(""), "spec", "specReplicasPath"),
                path(scale.path("statusReplicasPath").asString(""), "status", "statusReplicasPath"),
                Optional.of(selector.isEmpty() ? List.of("status", "") : path(selector, "", "labelSelectorPath")));
    }

    /** @throws IllegalStateException if a path does not lead to fields below {@code .spec} or {@code .status} */
    private static List<String> path(String text, String below, String field) {
        List<String> names = List.of(text.replaceFirst("^\\.", "").split("\\."));
        if (!text.startsWith(".") || text.contains("[") || names.size() < 2 || !below.isEmpty() && !names.getFirst().equals(below)) {
            throw new IllegalStateException("subresources.scale." + field + " is \"" + text + "\", which should be a json path without array notation "
                    + "under ." + (below.isEmpty() ? "spec or .status" : below));
        }
        return names;
    }

    private static List<String> selectable(JsonNode version) {
        return version.path("selectableFields").valueStream().map(each -> each.path("jsonPath").asString("").replaceFirst("^\\.", "")).toList();
    }

    private static List<PrinterColumn> columns(JsonNode version) {
        return version.path("additionalPrinterColumns").valueStream().map(column -> new PrinterColumn(column.path("name").asString(""),
                column.path("type").asString(""), column.path("format").asString(""), column.path("description").asString(""),
                column.path("priority").asInt(0), column.path("jsonPath").asString(""))).toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
