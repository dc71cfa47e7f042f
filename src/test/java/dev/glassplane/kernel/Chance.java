package dev.glassplane.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws that the same seed repeats. */
final class Chance {

    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** @return a number from 0 up to, but without, {@code bound} */
    int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** @return so many of them, at most all, in random order */
    <T> List<T> some(int count, List<T> from) {
        List<T> rest = new ArrayList<>(from);
        List<T> taken = new ArrayList<>();
        while (taken.size() < count && !rest.isEmpty()) {
            taken.add(rest.remove(random.nextInt(rest.size())));
        }
        return taken;
    }
}
