package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.core.ArithmeticUtils;

/** {@code wrr}: passes over the list with a falling bar; whose weight reaches it is chosen ({@code linux: net/netfilter/ipvs/ip_vs_wrr.c}). */
final class WeightedRoundRobin implements SchedulerRule {

    private static final int BEFORE_HEAD = -1;

    private int at = BEFORE_HEAD;
    private int bar;
    private int top;
    private int step = 1;

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        List<Destination> usable = Destination.usable(list);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        int atBefore = at;
        int barBefore = bar;
        Destination settled = advance(list);
        int sum = usable.stream().mapToInt(Destination::weight).sum();
        Scheduled scheduled = Offer.byWeight(usable, settled).ask(chance, "wrr: weight " + settled.weight() + " reaches the bar, which stands at " + bar,
                "wrr: in turn, as many of " + sum + " connections as its weight");
        if (scheduled.to() != settled) {
            at = atBefore;
            bar = barBefore;
            while (advance(list) != scheduled.to()) {
                continue; // the turns of others, until it is this one's
            }
        }
        return Optional.of(scheduled);
    }

    /** The lowest bar is 1, so that whoever may be chosen is reached. */
    private Destination advance(List<Destination> list) {
        while (true) {
            for (at++; at < list.size(); at++) {
                Destination candidate = list.get(at);
                if (!candidate.overloaded() && candidate.weight() >= bar) {
                    return candidate;
                }
            }
            at = BEFORE_HEAD;
            bar -= step;
            bar = bar <= 0 ? top : bar;
        }
    }

    @Override
    public void added(List<Destination> list, int atHead) {
        measure(list);
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int place) {
        measure(list);
    }

    @Override
    public void edited(List<Destination> list) {
        measure(list);
    }

    private void measure(List<Destination> list) {
        at = BEFORE_HEAD;
        int divisor = list.stream().mapToInt(Destination::weight).filter(weight -> weight > 0).reduce(0, ArithmeticUtils::gcd);
        step = Math.max(1, divisor);
        int largest = list.stream().mapToInt(Destination::weight).max().orElse(0);
        top = Math.max(0, largest - (step - 1));
        if (bar > top || bar == 0) {
            bar = top;
        } else if (step > 1) {
            bar = bar / step * step + 1;
        }
    }
}
