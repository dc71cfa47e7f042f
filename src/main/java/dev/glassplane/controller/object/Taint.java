package dev.glassplane.controller.object;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Keeps pods off a node unless they tolerate it.
 *
 * @param key    for example {@code node.kubernetes.io/not-ready}
 * @param value  may be empty
 * @param effect NoSchedule, PreferNoSchedule or NoExecute
 * @param added  since when, for NoExecute
 */
public record Taint(String key, String value, String effect, Optional<Instant> added) {

    /** Key of the taint of nodes whose Ready condition is False. */
    public static final String NOT_READY = "node.kubernetes.io/not-ready";
    /** Key of the taint of nodes whose Ready condition is Unknown. */
    public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    /** Key of the taint of cordoned nodes. */
    public static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    /** @return the taints of a Node */
    public static List<Taint> ofNode(JsonNode node) {
        return Fields.each(node.path("spec"), "taints").map(taint -> new Taint(Fields.text(taint, "key"), Fields.text(taint, "value"),
                Fields.text(taint, "effect"), Fields.time(taint, "timeAdded"))).toList();
    }

    /**
     * What a pod puts up with.
     *
     * @param key      empty with operator Exists: every key
     * @param operator Exists, or Equal (also empty)
     * @param value    compared with Equal
     * @param effect   empty: every effect
     * @param seconds  how long a NoExecute taint is tolerated; empty: for ever
     */
    public record Toleration(String key, String operator, String value, String effect, Optional<Integer> seconds) {

        /** @return the tolerations of a PodSpec */
        public static List<Toleration> ofPod(JsonNode spec) {
            return Fields.each(spec, "tolerations").map(toleration -> new Toleration(Fields.text(toleration, "key"),
                    Fields.text(toleration, "operator"), Fields.text(toleration, "value"), Fields.text(toleration, "effect"),
                    toleration.path("tolerationSeconds").isNumber()
                            ? Optional.of(toleration.path("tolerationSeconds").asInt()) : Optional.empty())).toList();
        }

        /** @return whether it covers the taint (kubernetes/api: core/v1/toleration.go) */
        public boolean covers(Taint taint) {
            return (effect.isEmpty() || effect.equals(taint.effect())) && (key.isEmpty() || key.equals(taint.key()))
                    && (operator.equals("Exists") || value.equals(taint.value()));
        }
    }

    /** @return whether one of the tolerations covers this taint */
    public boolean toleratedBy(List<Toleration> tolerations) {
        return tolerations.stream().anyMatch(toleration -> toleration.covers(this));
    }
}
