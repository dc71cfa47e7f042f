package dev.glassplane.loadbalancer.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code conditions} of a status: ours follow the findings, those of types that are not ours stay as they are. */
final class ConditionList {

    private static final Set<String> OURS = Set.of(Finding.ACCEPTED, Finding.PROGRAMMED, Finding.RESOLVED_REFS, Finding.CONFLICTED, "OverlappingTLSConfig",
            "InsecureFrontendValidationMode", "PartiallyInvalid", "SupportedVersion");

    private ConditionList() {}

    /**
     * @param before     the list as it is
     * @param generation of the object that was judged
     * @param now        when a status that changes changed
     */
    static ArrayNode merge(JsonNode before, List<Finding> findings, long generation, Instant now) {
        ArrayNode merged = JsonMapper.shared().createArrayNode();
        List<Finding> rest = new ArrayList<>(findings);
        for (JsonNode condition : before) {
            String type = condition.path("type").asString("");
            rest.stream().filter(finding -> finding.type().equals(type)).findFirst().ifPresentOrElse(finding -> {
                rest.remove(finding);
                merged.add(condition(finding, condition, generation, now));
            }, () -> {
                if (!OURS.contains(type)) {
                    merged.add(condition.deepCopy());
                }
            });
        }
        rest.forEach(finding -> merged.add(condition(finding, JsonMapper.shared().createObjectNode(), generation, now)));
        return merged;
    }

    private static ObjectNode condition(Finding finding, JsonNode before, long generation, Instant now) {
        String status = finding.holds() ? "True" : "False";
        boolean same = before.path("status").asString("").equals(status);
        return JsonMapper.shared().createObjectNode().put("type", finding.type()).put("status", status).put("observedGeneration", generation)
                .put("lastTransitionTime", same ? before.path("lastTransitionTime").asString("") : now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", finding.reason()).put("message", finding.message());
    }
}
