package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.controller.object.Resources;
import dev.glassplane.controller.object.Taint;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the scheduler reads of a Node.
 *
 * @param name          metadata.name
 * @param labels        metadata.labels
 * @param zone          label topology.kubernetes.io/zone, may be empty
 * @param taints        spec.taints
 * @param unschedulable spec.unschedulable
 * @param allocatable   status.allocatable cpu and memory
 * @param podsMax       status.allocatable pods
 */
record NodeView(String name, Map<String, String> labels, String zone, List<Taint> taints, boolean unschedulable,
                Resources allocatable, int podsMax) {

    static NodeView of(JsonNode node) {
        JsonNode allocatable = node.path("status").path("allocatable");
        return new NodeView(Meta.name(node), Meta.labels(node), Meta.label(node, "topology.kubernetes.io/zone"), Taint.ofNode(node),
                Fields.flag(node.path("spec"), "unschedulable"), Resources.parse(allocatable), allocatable.path("pods").asInt(0));
    }

    /** Value of a topology key, empty without the label. */
    String domain(String topologyKey) {
        return labels.getOrDefault(topologyKey, "");
    }
}
