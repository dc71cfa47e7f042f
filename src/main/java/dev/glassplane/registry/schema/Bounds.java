package dev.glassplane.registry.schema;

import java.util.Optional;

/**
 * What is demanded of a number.
 *
 * @param minimum    least value
 * @param above      whether the minimum itself is too small ({@code exclusiveMinimum})
 * @param maximum    greatest value
 * @param below      whether the maximum itself is too large ({@code exclusiveMaximum})
 * @param multipleOf what it must be a multiple of
 */
public record Bounds(Optional<Double> minimum, boolean above, Optional<Double> maximum, boolean below, Optional<Double> multipleOf) {

    /** Any number. */
    public static final Bounds NONE = new Bounds(Optional.empty(), false, Optional.empty(), false, Optional.empty());
}
