package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.Optional;

/** {@code rr}: whoever comes after the last one chosen and may be chosen. Weights do not count but for 0. */
final class RoundRobin implements SchedulerRule {

    private static final int BEFORE_HEAD = -1;

    private int last = BEFORE_HEAD;

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        List<Destination> usable = Destination.usable(list);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        int next = last;
        do {
            next = (next + 1) % list.size();
        } while (!list.get(next).usable());
        String turn = last == BEFORE_HEAD ? "rr: first of the list, so the one added last" : "rr: next after " + list.get(last).address();
        Scheduled scheduled = Offer.equal(usable, list.get(next)).ask(chance, turn, "rr: in turn, one connection in " + usable.size());
        last = list.indexOf(scheduled.to());
        return Optional.of(scheduled);
    }

    @Override
    public void added(List<Destination> list, int atHead) {
        last = last == BEFORE_HEAD ? BEFORE_HEAD : last + atHead;
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int at) {
        last = at <= last ? last - 1 : last;
    }
}
