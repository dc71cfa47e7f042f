package dev.glassplane.registry.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Demands on a value whose type a schema around it gives: an alternative of {@code anyOf} and its like.
 *
 * @param type       {@code integer}, {@code string}... where the schema leaves a choice; empty for any
 * @param rules      on the value itself
 * @param properties on fields that are there
 * @param items      on each item
 * @param values     on the values of a map
 */
record Fragment(String type, Rules rules, Map<String, Fragment> properties, Optional<Fragment> items, Optional<Fragment> values) {

    /**
     * Fragments that are combined.
     *
     * @param allOf all of them must hold
     * @param anyOf one at least, if there are any
     * @param oneOf exactly one, if there are any
     * @param not   must not hold
     */
    record Combination(List<Fragment> allOf, List<Fragment> anyOf, List<Fragment> oneOf, Optional<Fragment> not) {

        /** Nothing is demanded. */
        static final Combination NONE = new Combination(List.of(), List.of(), List.of(), Optional.empty());
    }
}
