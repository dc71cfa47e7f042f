package dev.glassplane.registry.kinds;

import dev.glassplane.registry.schema.Quantities;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/core/v1/helper/qos}. */
final class QosClass {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QosClass() {}

    /** @return Guaranteed, Burstable or BestEffort */
    static String of(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                JsonNode requests = container.path("resources").path("requests");
                JsonNode limits = container.path("resources").path("limits");
                any |= asks(requests) || asks(limits);
                for (String resource : COUNTED) {
                    guaranteed &= limits.has(resource) && limits.get(resource).equals(requests.path(resource));
                }
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static boolean asks(JsonNode resources) {
        for (Map.Entry<String, JsonNode> each : resources.properties()) {
            if (COUNTED.contains(each.getKey()) && Quantities.value(each.getValue().asString()).signum() > 0) {
                return true;
            }
        }
        return false;
    }
}
