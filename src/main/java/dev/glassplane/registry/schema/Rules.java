package dev.glassplane.registry.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a definition file demands of a value beyond its type.
 *
 * @param required      fields that must be there
 * @param allowed       enum values, empty for any
 * @param pattern       for text
 * @param format        {@code ipv4}, {@code ipv6}, {@code cidr}, {@code date-time}; empty or unknown: no check
 * @param minimum       for numbers
 * @param maximum       for numbers
 * @param lengthMin     characters, items or properties at least; 0 for no demand
 * @param lengthMax     characters, items or properties at most
 * @param nullable      whether null is kept
 * @param unique        items or map keys that may occur only once: {@code x-kubernetes-list-type} set or map
 * @param uniqueKeys    fields that make an item unique, empty for the whole value
 * @param defaultValue  for a missing value
 */
public record Rules(Set<String> required, List<JsonNode> allowed, Optional<Pattern> pattern, String format, Optional<Double> minimum,
                    Optional<Double> maximum, int lengthMin, int lengthMax, boolean nullable, boolean unique, List<String> uniqueKeys,
                    Optional<JsonNode> defaultValue) {

    /** No demands. */
    public static final Rules NONE = new Rules(Set.of(), List.of(), Optional.empty(), "", Optional.empty(), Optional.empty(), 0,
            Integer.MAX_VALUE, false, false, List.of(), Optional.empty());
}
