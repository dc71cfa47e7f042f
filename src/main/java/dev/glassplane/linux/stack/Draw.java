package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A random choice that the kernel has to make.
 *
 * @param host    where
 * @param place   what asks: {@code nat/KUBE-SVC-X/3}
 * @param tuple   the connection that asks, so that a seeded answer does not depend on other rules
 * @param weights of the options; they sum to 1
 */
public record Draw(String host, String place, Tuple tuple, List<BigFraction> weights) {

    public Draw {
        weights = List.copyOf(weights);
        if (weights.stream().reduce(BigFraction.ZERO, BigFraction::add).compareTo(BigFraction.ONE) != 0) {
            throw new IllegalArgumentException("the weights of a draw must sum to 1: " + weights);
        }
    }
}
