package dev.glassplane.controller.node;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Taint;
import dev.glassplane.controller.object.Taint.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** When a pod has to leave a node because of NoExecute taints (kubernetes/kubernetes: pkg/controller/tainteviction). */
final class PodEviction {

    private PodEviction() {}

    /** @return the time at which the pod is to be deleted, empty if it tolerates all taints for ever */
    static Optional<Instant> deadline(JsonNode node, JsonNode pod, Instant now) {
        List<Toleration> tolerations = Toleration.ofPod(pod.path("spec"));
        Optional<Instant> deadline = Optional.empty();
        for (Taint taint : Taint.ofNode(node)) {
            if (!taint.effect().equals("NoExecute")) {
                continue;
            }
            List<Toleration> covering = tolerations.stream().filter(toleration -> toleration.covers(taint)).toList();
            if (covering.isEmpty()) {
                return Optional.of(now);
            }
            Optional<Integer> shortest = covering.stream().flatMap(toleration -> toleration.seconds().stream()).min(Integer::compare);
            if (shortest.isPresent()) {
                Instant end = taint.added().orElse(now).plus(Duration.ofSeconds(Math.max(0, shortest.get())));
                deadline = Optional.of(deadline.filter(end::isAfter).orElse(end));
            }
        }
        return deadline;
    }

    /** Whether the pod's containers have ended. */
    static boolean finished(JsonNode pod) {
        String phase = Fields.text(pod.path("status"), "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
