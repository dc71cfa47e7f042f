package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Texts of selectors, put together as Calico does, since names of sets are hashed from them. */
final class Selectors {

    private static final String KUBERNETES = EndpointLabels.ORCHESTRATOR + " == 'k8s'";

    private Selectors() {}

    /** @param selector a label selector about pods, or a missing node for all of them */
    static String ofPods(JsonNode selector) {
        List<String> parts = new ArrayList<>(List.of(KUBERNETES));
        terms(selector, parts);
        return String.join(" && ", parts);
    }

    /** @param selector a label selector about namespaces */
    static String ofNamespaces(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        terms(selector, parts);
        return parts.isEmpty() ? "all()" : String.join(" && ", parts);
    }

    private static void terms(JsonNode selector, List<String> parts) {
        Map<String, String> labels = new TreeMap<>();
        selector.path("matchLabels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        labels.forEach((key, value) -> parts.add(key + " == '" + value + "'"));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = expression.path("key").asString("");
            String values = "{ '" + String.join("', '", expression.path("values").valueStream().map(value -> value.asString("")).toList()) + "' }";
            switch (expression.path("operator").asString("")) {
                case "In" -> parts.add(key + " in " + values);
                case "NotIn" -> parts.add(key + " not in " + values);
                case "Exists" -> parts.add("has(" + key + ")");
                case "DoesNotExist" -> parts.add("! has(" + key + ")");
                default -> { } // the API refuses other words
            }
        }
    }

    /**
     * Endpoints that a rule means ({@code updateprocessors/rules.go}).
     *
     * @param namespaces selector of namespaces in Calico's words; empty for the policy's own
     * @param endpoints  selector of endpoints, may be empty
     * @param namespace  of the policy; empty for one of the whole cluster
     */
    static Selector endpoints(String namespaces, String endpoints, String namespace) {
        String where = !namespaces.isEmpty() ? inherited(namespaces)
                : namespace.isEmpty() ? "" : EndpointLabels.NAMESPACE + " == '" + namespace + "'";
        return Selector.parse(where.isEmpty() ? endpoints : endpoints.isEmpty() ? where : "(" + where + ") && (" + endpoints + ")");
    }

    /** @return a selector of namespaces, said of their endpoints */
    static String inherited(String namespaces) {
        return Selector.parse(namespaces).prefixed(EndpointLabels.OF_NAMESPACE).toString().replace("all()", "has(" + EndpointLabels.NAMESPACE + ")")
                .replace("global()", "!has(" + EndpointLabels.NAMESPACE + ")");
    }
}
