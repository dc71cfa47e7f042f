package dev.glassplane.controller.object;

import dev.glassplane.image.LabelSelector.Operator;
import dev.glassplane.image.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Which nodes a pod may run on and which it would rather: {@code nodeSelector} and {@code affinity.nodeAffinity}.
 *
 * @param selector  labels that the node must have
 * @param required  terms of which one must match; empty Optional if there is no requirement
 * @param preferred weighted terms
 */
public record NodeRequirements(Map<String, String> selector, Optional<List<Term>> required, List<Preference> preferred) {

    /**
     * @param labels requirements on labels
     * @param fields requirements on {@code metadata.name}
     */
    public record Term(List<Requirement> labels, List<Requirement> fields) {

        static Term parse(JsonNode json) {
            return new Term(requirements(json, "matchExpressions"), requirements(json, "matchFields"));
        }

        private static List<Requirement> requirements(JsonNode json, String field) {
            return Fields.each(json, field).map(Requirement::read).toList();
        }

        /** A term without requirements matches no node. */
        boolean matches(String name, Map<String, String> nodeLabels) {
            return !(labels.isEmpty() && fields.isEmpty()) && labels.stream().allMatch(requirement -> requirement.holds(nodeLabels))
                    && fields.stream().allMatch(requirement -> requirement.holds(Map.of("metadata.name", name)));
        }
    }

    /**
     * @param weight 1 to 100
     * @param term   to match
     */
    public record Preference(int weight, Term term) {}

    /** @return the requirements of a PodSpec */
    public static NodeRequirements ofPod(JsonNode spec) {
        JsonNode affinity = spec.path("affinity").path("nodeAffinity");
        JsonNode required = affinity.path("requiredDuringSchedulingIgnoredDuringExecution");
        return new NodeRequirements(Fields.strings(spec, "nodeSelector"),
                required.isObject() ? Optional.of(Fields.each(required, "nodeSelectorTerms").map(Term::parse).toList()) : Optional.empty(),
                Fields.each(affinity, "preferredDuringSchedulingIgnoredDuringExecution")
                        .map(entry -> new Preference(Fields.number(entry, "weight", 0), Term.parse(entry.path("preference")))).toList());
    }

    /** @return whether a node of this name with these labels will do */
    public boolean allow(String name, Map<String, String> labels) {
        return (selector.isEmpty() || selector.entrySet().stream().allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey()))))
                && required.map(terms -> terms.stream().anyMatch(term -> term.matches(name, labels))).orElse(true);
    }

    /** @return sum of the weights of the preferences that the node meets */
    public int preference(String name, Map<String, String> labels) {
        return preferred.isEmpty() ? 0 : preferred.stream().filter(entry -> entry.term().matches(name, labels)).mapToInt(Preference::weight).sum();
    }

    /** @return the node that a term on {@code metadata.name} demands, as the DaemonSet controller writes it */
    public Optional<String> namedNode() {
        return required.stream().flatMap(List::stream).flatMap(term -> term.fields().stream())
                .filter(field -> field.operator() == Operator.IN).flatMap(field -> field.values().stream().limit(1)).findFirst();
    }

}
