package dev.glassplane.registry.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a definition file demands of a value beyond its type.
 *
 * @param required     fields that must be there
 * @param allowed      enum values, empty for any
 * @param pattern      for text
 * @param format       a name that {@link Formats} knows; empty or unknown: no check
 * @param bounds       for numbers
 * @param lengthMin    characters, items or properties at least; 0 for no demand
 * @param lengthMax    characters, items or properties at most
 * @param nullable     whether null is kept
 * @param unique       items or map keys that may occur only once: {@code x-kubernetes-list-type} set or map
 * @param uniqueKeys   fields that make an item unique, empty for the whole value
 * @param defaultValue for a missing value
 * @param embedded     whether it is an object with apiVersion, kind and metadata ({@code x-kubernetes-embedded-resource})
 * @param combination  {@code allOf}, {@code anyOf}, {@code oneOf}, {@code not}
 * @param validations  rules in CEL, which {@code registry.cel} runs
 */
public record Rules(Set<String> required, List<JsonNode> allowed, Optional<Pattern> pattern, String format, Bounds bounds, int lengthMin,
                    int lengthMax, boolean nullable, boolean unique, List<String> uniqueKeys, Optional<JsonNode> defaultValue,
                    boolean embedded, Fragment.Combination combination, List<ValidationRule> validations) {

    /** No demands. */
    public static final Rules NONE = new Rules(Set.of(), List.of(), Optional.empty(), "", Bounds.NONE, 0, Integer.MAX_VALUE, false, false,
            List.of(), Optional.empty(), false, Fragment.Combination.NONE, List.of());
}
