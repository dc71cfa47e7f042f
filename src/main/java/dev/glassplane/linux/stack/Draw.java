package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A choice that the kernel has to make.
 *
 * @param host    where
 * @param place   what asks: {@code nat/KUBE-SVC-X/3}
 * @param tuple   the connection that asks, so that a seeded answer does not depend on other rules
 * @param weights of the options; they sum to 1
 * @param settled the option that the host's memory makes it (whose turn it is), so that chance has no say; empty if the kernel draws. Then the
 *                weights are the options' shares in the long run
 */
public record Draw(String host, String place, Tuple tuple, List<BigFraction> weights, OptionalInt settled) {

    public Draw {
        weights = List.copyOf(weights);
        if (weights.stream().reduce(BigFraction.ZERO, BigFraction::add).compareTo(BigFraction.ONE) != 0) {
            throw new IllegalArgumentException("the weights of a draw must sum to 1: " + weights);
        }
    }

    /** A draw that chance decides. */
    public Draw(String host, String place, Tuple tuple, List<BigFraction> weights) {
        this(host, place, tuple, weights, OptionalInt.empty());
    }
}
