package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.controller.object.NodeRequirements;
import dev.glassplane.controller.object.Taint;
import dev.glassplane.controller.object.Taint.Toleration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which nodes a DaemonSet's pods belong on, and how they are pinned there (kubernetes/kubernetes: pkg/controller/daemon). */
final class DaemonPods {

    private DaemonPods() {}

    /**
     * @param shouldRun      a pod belongs there
     * @param shouldContinue a pod that is there may stay
     */
    record Fit(boolean shouldRun, boolean shouldContinue) {}

    /**
     * What a DaemonSet's pods ask of a node.
     *
     * @param nodeName     spec.nodeName of the template, may be empty
     * @param requirements nodeSelector and node affinity
     * @param tolerations  the template's and those of every daemon pod
     */
    record Demands(String nodeName, NodeRequirements requirements, List<Toleration> tolerations) {

        static Demands of(JsonNode daemonSet) {
            JsonNode spec = daemonSet.path("spec").path("template").path("spec");
            ObjectNode tolerant = (ObjectNode) spec.deepCopy();
            tolerate(tolerant);
            return new Demands(Fields.text(spec, "nodeName"), NodeRequirements.ofPod(spec), Toleration.ofPod(tolerant));
        }

        Fit fit(JsonNode node) {
            if (!nodeName.isEmpty() && !nodeName.equals(Meta.name(node))
                    || !requirements.allow(Meta.name(node), Meta.labels(node))) {
                return new Fit(false, false);
            }
            List<Taint> repelling = Taint.ofNode(node).stream()
                    .filter(taint -> !taint.effect().equals("PreferNoSchedule") && !taint.toleratedBy(tolerations)).toList();
            return new Fit(repelling.isEmpty(), repelling.stream().noneMatch(taint -> taint.effect().equals("NoExecute")));
        }
    }

    /** The node that a daemon pod is on or pinned to. */
    static String node(JsonNode pod) {
        String nodeName = Pods.nodeName(pod);
        return nodeName.isEmpty() ? NodeRequirements.ofPod(pod.path("spec")).namedNode().orElse("") : nodeName;
    }

    /** Adds the tolerations that every daemon pod has. */
    static void tolerate(ObjectNode spec) {
        tolerate(spec, Taint.NOT_READY, "NoExecute");
        tolerate(spec, Taint.UNREACHABLE, "NoExecute");
        tolerate(spec, "node.kubernetes.io/disk-pressure", "NoSchedule");
        tolerate(spec, "node.kubernetes.io/memory-pressure", "NoSchedule");
        tolerate(spec, "node.kubernetes.io/pid-pressure", "NoSchedule");
        tolerate(spec, Taint.UNSCHEDULABLE, "NoSchedule");
        if (Fields.flag(spec, "hostNetwork")) {
            tolerate(spec, "node.kubernetes.io/network-unavailable", "NoSchedule");
        }
    }

    private static void tolerate(ObjectNode spec, String key, String effect) {
        Toleration wanted = new Toleration(key, "Exists", "", effect, Optional.empty());
        if (!Toleration.ofPod(spec).contains(wanted)) {
            Fields.list(spec, "tolerations").addObject().put("effect", effect).put("key", key).put("operator", "Exists");
        }
    }

    /** Pins a pod to a node: replaces the required node affinity by the node's name. */
    static void pin(ObjectNode spec, String node) {
        ObjectNode required = Fields.child(Fields.child(Fields.child(spec, "affinity"), "nodeAffinity"),
                "requiredDuringSchedulingIgnoredDuringExecution");
        ArrayNode terms = required.putArray("nodeSelectorTerms");
        ObjectNode field = terms.addObject().putArray("matchFields").addObject();
        field.put("key", "metadata.name").put("operator", "In").putArray("values").add(node);
    }
}
