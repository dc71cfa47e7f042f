package dev.glassplane.trace.walk;

import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;

/**
 * Draws from a seed, where the host's memory does not decide. Each draw depends only on the seed, the host, the rule that asks and the connection, so that an unrelated Service does not
 * change what is picked.
 */
record SeededDecisions(long seed) implements Decisions {

    @Override
    public int choose(Draw draw) {
        if (draw.settled().isPresent()) {
            return draw.settled().getAsInt();
        }
        double left = new Hashing(seed).add(draw.host()).add(draw.place()).add(draw.tuple()).unit();
        for (int option = 0; option < draw.weights().size() - 1; option++) {
            left -= draw.weights().get(option).doubleValue();
            if (left < 0) {
                return option;
            }
        }
        return draw.weights().size() - 1;
    }
}
