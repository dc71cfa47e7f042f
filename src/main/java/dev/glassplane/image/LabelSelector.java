package dev.glassplane.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A label selector: every requirement must hold; one without any matches everything. A requirement that the API would refuse (an operator that it does not
 * know, {@code In} without values, {@code Exists} with some) holds for nothing: whoever reads an object that nobody checked must not select too much.
 *
 * @param requirements in the order written, {@code matchLabels} first
 */
public record LabelSelector(List<Requirement> requirements) {

    /** Matches everything. */
    public static final LabelSelector ALL = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** How a label is compared. */
    public enum Operator {
        IN, NOT_IN, EXISTS, DOES_NOT_EXIST,
        /** Whole numbers; selectors of nodes only. */
        GT, LT,
        /** A word that the API does not know. */
        UNKNOWN;

        /** @param word as the API writes it */
        static Operator of(String word) {
            return switch (word) {
                case "In" -> IN;
                case "NotIn" -> NOT_IN;
                case "Exists" -> EXISTS;
                case "DoesNotExist" -> DOES_NOT_EXIST;
                case "Gt" -> GT;
                case "Lt" -> LT;
                default -> UNKNOWN;
            };
        }
    }

    /**
     * @param key      label
     * @param operator how it is compared
     * @param values   texts to compare with
     */
    public record Requirement(String key, Operator operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }

        /** @return a requirement that one of the values is there */
        public static Requirement in(String key, String... values) {
            return new Requirement(key, Operator.IN, List.of(values));
        }

        /** @param json key, operator and values */
        public static Requirement read(JsonNode json) {
            return new Requirement(Fields.text(json, "key"), Operator.of(Fields.text(json, "operator")),
                    Fields.each(json, "values").map(value -> value.asString("")).toList());
        }

        /** @return whether it holds for these labels */
        public boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> !values.isEmpty() && (value == null || !values.contains(value));
                case EXISTS -> values.isEmpty() && value != null;
                case DOES_NOT_EXIST -> values.isEmpty() && value == null;
                case GT -> compare(value) > 0;
                case LT -> compare(value) < 0;
                case UNKNOWN -> false;
            };
        }

        /** Sign of label minus operand, 0 (no match) unless both are whole numbers. */
        private int compare(String value) {
            try {
                return value == null || values.size() != 1 ? 0 : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        /** @return as kubectl writes selectors */
        @Override
        public String toString() {
            return switch (operator) {
                case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in (" + String.join(",", values) + ")";
                case NOT_IN -> values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin (" + String.join(",", values) + ")";
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case GT -> key + ">" + String.join(",", values);
                case LT -> key + "<" + String.join(",", values);
                case UNKNOWN -> key + " compared by an unknown operator";
            };
        }
    }

    /** @param json a {@code metav1.LabelSelector}: {@code matchLabels} and {@code matchExpressions}; absent counts as empty */
    public static LabelSelector read(JsonNode json) {
        List<Requirement> requirements = new ArrayList<>();
        Fields.strings(json, "matchLabels").forEach((key, value) -> requirements.add(Requirement.in(key, value)));
        Fields.each(json, "matchExpressions").map(Requirement::read).forEach(requirements::add);
        return requirements.isEmpty() ? ALL : new LabelSelector(requirements);
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

    /** @return as {@link #matches(Map)}, for the labels of an object's {@code metadata} */
    public boolean matchesObject(JsonNode object) {
        return matches(Fields.strings(object.path("metadata"), "labels"));
    }

    /** @return as kubectl writes selectors; empty for the one that matches everything */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
