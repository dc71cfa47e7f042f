package dev.glassplane.apiserver.discovery;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything in one document. Source: {@code kubernetes/api: apidiscovery/v2/types.go}; v2beta1 differs in its name only. */
final class AggregatedDiscovery {

    private AggregatedDiscovery() {}

    /** @param core the core group alone ({@code /api}), or all others ({@code /apis}) */
    static ObjectNode list(Kinds kinds, String version, boolean core) {
        ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        Map<String, LinkedHashSet<String>> groups = new LinkedHashMap<>();
        kinds.all().forEach(kind -> groups.computeIfAbsent(kind.group(), g -> new LinkedHashSet<>()).add(kind.version()));
        groups.forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!core) {
                    metadata.put("name", group);
                }
                metadata.putNull("creationTimestamp");
                ArrayNode entries = item.putArray("versions");
                versions.forEach(v -> version(entries.addObject(), kinds, group, v));
            }
        });
        return list;
    }

    private static void version(ObjectNode node, Kinds kinds, String group, String version) {
        node.put("version", version);
        ArrayNode resources = node.putArray("resources");
        for (Kind kind : kinds.all()) {
            if (kind.group().equals(group) && kind.version().equals(version)) {
                resource(resources.addObject(), kinds, kind);
            }
        }
        node.put("freshness", "Current");
    }

    private static void resource(ObjectNode node, Kinds kinds, Kind kind) {
        node.put("resource", kind.plural());
        responseKind(node, kind.group(), kind.version(), kind.name());
        node.put("scope", kind.namespaced() ? "Namespaced" : "Cluster").put("singularResource", kind.singular());
        kinds.verbs(kind).forEach(node.putArray("verbs")::add);
        if (!kind.shortNames().isEmpty()) {
            kind.shortNames().forEach(node.putArray("shortNames")::add);
        }
        if (!kind.categories().isEmpty()) {
            kind.categories().forEach(node.putArray("categories")::add);
        }
        var subresources = Subresource.of(kinds, kind);
        if (!subresources.isEmpty()) {
            ArrayNode list = node.putArray("subresources");
            for (Subresource subresource : subresources) {
                ObjectNode entry = list.addObject().put("subresource", subresource.name());
                responseKind(entry, subresource.group(), subresource.version(), subresource.kind());
                subresource.verbs().forEach(entry.putArray("verbs")::add);
            }
        }
    }

    private static void responseKind(ObjectNode node, String group, String version, String kind) {
        node.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
    }
}
