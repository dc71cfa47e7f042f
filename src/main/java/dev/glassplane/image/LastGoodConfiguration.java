package dev.glassplane.image;

import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent's ConfigMap says, as a section of the Cluster object's status remembers it: {@code config} and {@code resourceVersion} of the
 * last one that could be used, and {@code problem} if the present one cannot be.
 *
 * @param config  what the ConfigMap says now, empty if there is none
 * @param problem why that cannot be used, empty if it can
 */
public record LastGoodConfiguration(Optional<JsonNode> config, Optional<String> problem) {

    /** The object that remembers. */
    public static final ObjectKey CLUSTER = ClusterNetwork.CLUSTER;

    /** Writes the section if it is not so already. {@code further} holds members that are written beside it. */
    void remember(Objects objects, Kinds kinds, String section, Optional<Stored> configMap, ObjectNode further) {
        objects.modify(kinds.named(CLUSTER.resource()), "", CLUSTER.name(), "status", cluster -> {
            JsonNode before = cluster.path("status").path(section);
            ObjectNode after = before.isObject() ? (ObjectNode) before.deepCopy() : JsonNodeFactory.instance.objectNode();
            if (problem.isEmpty() && !config.equals(after.optional("config"))) {
                after.remove("config");
                after.remove("resourceVersion");
                config.ifPresent(usable -> after.put("resourceVersion", configMap.map(stored -> stored.revision().toString()).orElse(""))
                        .set("config", usable));
            }
            problem.ifPresentOrElse(text -> after.put("problem", text), () -> after.remove("problem"));
            after.setAll(further);
            return after.equals(before) || after.isEmpty() && before.isMissingNode() ? null : with(cluster, section, after);
        });
    }

    private static ObjectNode with(ObjectNode cluster, String section, ObjectNode value) {
        ObjectNode status = cluster.path("status").isObject() ? (ObjectNode) cluster.get("status") : cluster.putObject("status");
        status.set(section, value);
        return cluster;
    }
}
