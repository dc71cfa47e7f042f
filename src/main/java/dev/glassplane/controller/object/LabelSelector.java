package dev.glassplane.controller.object;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A label selector: every requirement must hold.
 *
 * @param requirements in the order written
 */
public record LabelSelector(List<Requirement> requirements) {

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /**
     * @param key      label
     * @param operator In, NotIn, Exists, DoesNotExist, Gt or Lt
     * @param values   texts to compare with
     */
    public record Requirement(String key, String operator, List<String> values) {

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                case "Gt" -> compare(value) > 0;
                case "Lt" -> compare(value) < 0;
                default -> false; // the API refuses other words
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
    }

    /** @param json {@code matchLabels} and {@code matchExpressions} */
    public static LabelSelector parse(JsonNode json) {
        List<Requirement> requirements = new java.util.ArrayList<>();
        Fields.strings(json, "matchLabels").forEach((key, value) -> requirements.add(new Requirement(key, "In", List.of(value))));
        Fields.each(json, "matchExpressions").map(LabelSelector::requirement).forEach(requirements::add);
        return new LabelSelector(requirements);
    }

    /** @param json key, operator and values */
    public static Requirement requirement(JsonNode json) {
        return new Requirement(Fields.text(json, "key"), Fields.text(json, "operator"),
                Fields.each(json, "values").map(value -> value.asString("")).toList());
    }

    /** @return whether all requirements hold; a selector without any matches everything */
    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.holds(labels));
    }
}
