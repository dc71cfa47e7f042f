package dev.glassplane.trace.walk;

import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import org.apache.commons.numbers.fraction.BigFraction;

/** Multiplies up the probability of what others decide. */
final class Weighing implements Decisions {

    private final Decisions others;
    private BigFraction share = BigFraction.ONE;

    Weighing(Decisions others) {
        this.others = others;
    }

    @Override
    public int choose(Draw draw) {
        int option = others.choose(draw);
        share = share.multiply(draw.weights().get(option));
        return option;
    }

    /** @return probability of everything decided so far */
    BigFraction share() {
        return share;
    }
}
