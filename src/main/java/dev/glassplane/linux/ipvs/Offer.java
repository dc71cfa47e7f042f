package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Real servers that take turns, as chance is asked about them.
 *
 * @param options in list order
 * @param shares  long-run shares of new connections
 * @param settled whose turn it is by what the host remembers
 */
record Offer(List<Destination> options, List<BigFraction> shares, Destination settled) {

    /** Everyone gets as many. */
    static Offer equal(List<Destination> options, Destination settled) {
        return by(options, settled, _ -> 1);
    }

    /** Everyone gets as many as its weight says. */
    static Offer byWeight(List<Destination> options, Destination settled) {
        return by(options, settled, Destination::weight);
    }

    private static Offer by(List<Destination> options, Destination settled, ToLongFunction<Destination> weight) {
        long sum = options.stream().mapToLong(weight).sum();
        return new Offer(options, options.stream().map(option -> BigFraction.of(weight.applyAsLong(option), sum)).toList(), settled);
    }

    /**
     * @param turn   how the settled choice is explained
     * @param others how any other is: what gives each its share
     */
    Scheduled ask(Chance chance, String turn, String others) {
        if (options.size() == 1) {
            return Scheduled.certain(options.getFirst(), turn);
        }
        int index = chance.choose(shares, options.stream().map(Destination::address).toList(), OptionalInt.of(options.indexOf(settled)));
        Destination to = options.get(index);
        return new Scheduled(to, options.size(), index + 1, shares.get(index),
                to == settled ? turn : others + "; a host without connections begins with " + settled.address());
    }
}
