package dev.glassplane.apiserver.access;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.AnsweringKind;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A review.
 *
 * @param resource of the kind
 * @param status   from the question to the status
 */
record AccessReview(String resource, UnaryOperator<ObjectNode> status) implements AnsweringKind {

    static final String REASON = "RBAC is stored, not enforced: whoever may connect may do everything (limit: access)";

    @Override
    public ObjectNode answer(ObjectNode question) {
        ObjectNode answer = question.deepCopy();
        answer.set("status", status.apply(question));
        return answer;
    }

    /** @return the status of whatever may be done */
    static ObjectNode allowed(ObjectNode question) {
        return Json.object().put("allowed", true).put("reason", REASON);
    }

    /** @return the rules that allow everything */
    static ObjectNode everything(ObjectNode question) {
        ObjectNode status = Json.object();
        ObjectNode resources = status.putArray("resourceRules").addObject();
        resources.putArray("verbs").add("*");
        resources.putArray("apiGroups").add("*");
        resources.putArray("resources").add("*");
        ObjectNode urls = status.putArray("nonResourceRules").addObject();
        urls.putArray("verbs").add("*");
        urls.putArray("nonResourceURLs").add("*");
        return status.put("incomplete", false).put("evaluationError", REASON);
    }

    /** @return who asks: everybody is the same here */
    static ObjectNode whoAsks(ObjectNode question) {
        ObjectNode status = Json.object();
        ObjectNode user = status.putObject("userInfo").put("username", "glassplane-admin");
        user.putArray("groups").add("system:masters").add("system:authenticated");
        return status;
    }
}
