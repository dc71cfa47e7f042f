package dev.glassplane.vpc;

import dev.glassplane.vpc.flowlog.FlowLog;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads FlowLog objects in the shape of ACK's EC2 kind. */
final class FlowLogObjects {

    private FlowLogObjects() {}

    /** @return empty if the format cannot be read; admission refuses such an object */
    static Optional<FlowLog> of(JsonNode object) {
        JsonNode spec = object.path("spec");
        try {
            return Optional.of(new FlowLog(Json.text(object.path("metadata"), "name"), FlowLog.Resource.valueOf(Json.text(spec, "resourceType")),
                    Json.text(spec, "resourceID"), spec.path("trafficType").stringValue("ALL"), FlowLog.fields(Json.text(spec, "logFormat"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
