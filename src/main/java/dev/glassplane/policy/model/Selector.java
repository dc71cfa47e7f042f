package dev.glassplane.policy.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A label selector: every requirement must hold; one without any matches everything.
 *
 * @param requirements in the order written, {@code matchLabels} first
 */
public record Selector(List<Requirement> requirements) {

    /** Matches everything. */
    public static final Selector ALL = new Selector(List.of());

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** How a label is compared. */
    public enum Operator { IN, NOT_IN, EXISTS, DOES_NOT_EXIST }

    /**
     * @param key      label
     * @param operator how it is compared
     * @param values   for IN and NOT_IN
     */
    public record Requirement(String key, Operator operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }

        /** @return as kubectl writes selectors */
        @Override
        public String toString() {
            return switch (operator) {
                case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in (" + String.join(",", values) + ")";
                case NOT_IN -> values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin (" + String.join(",", values) + ")";
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
            };
        }
    }

    /** @return whether all requirements hold for these labels */
    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(labels)) {
                return false;
            }
        }
        return true;
    }

    /** @return as kubectl writes selectors; empty for the one that matches everything */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
