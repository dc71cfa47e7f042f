package dev.glassplane.trace.model;

import org.apache.commons.numbers.fraction.BigFraction;

/**
 * One of several options was taken.
 *
 * @param of          options there were
 * @param index       the one taken, from 1
 * @param probability of the one taken
 * @param by          {@code random}, {@code hash}, {@code affinity}, or the name of a scheduler
 */
public record Choice(int of, int index, BigFraction probability, String by) {

    public Choice {
        if (index < 1 || index > of) {
            throw new IllegalArgumentException("choice " + index + " of " + of);
        }
        if (probability.signum() <= 0 || probability.compareTo(BigFraction.ONE) > 0) {
            throw new IllegalArgumentException("a probability of " + probability);
        }
    }
}
