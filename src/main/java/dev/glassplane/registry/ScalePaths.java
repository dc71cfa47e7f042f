package dev.glassplane.registry;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an object keeps what its Scale shows; each path by names of fields.
 *
 * @param wanted   number of replicas that is set
 * @param present  number of replicas that there are
 * @param selector text of a label selector in a custom resource's status; empty where {@code spec.selector} tells it
 */
public record ScalePaths(List<String> wanted, List<String> present, Optional<List<String>> selector) {

    /** Paths of Kubernetes' own kinds. */
    public static final ScalePaths USUAL = new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), Optional.empty());

    /** @return what a path leads to, a missing node if it leads nowhere */
    public static JsonNode at(JsonNode object, List<String> path) {
        JsonNode node = object;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    /** Sets the number of replicas. */
    public void want(ObjectNode object, int replicas) {
        ObjectNode node = object;
        for (String name : wanted.subList(0, wanted.size() - 1)) {
            node = node.get(name) instanceof ObjectNode inner ? inner : node.putObject(name);
        }
        node.put(wanted.getLast(), replicas);
    }
}
