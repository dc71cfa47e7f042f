package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.Optional;

/** {@code fo}: the highest weight. {@code ovf}: the highest weight that has not more active connections than its weight. Of equals the first. */
final class HighestWeight implements SchedulerRule {

    private final Scheduler scheduler;

    HighestWeight(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        Destination highest = null;
        for (Destination candidate : list) {
            boolean room = scheduler == Scheduler.FO || candidate.active() <= candidate.weight();
            if (candidate.usable() && room && (highest == null || candidate.weight() > highest.weight())) {
                highest = candidate;
            }
        }
        return Optional.ofNullable(highest).map(chosen -> Scheduled.certain(chosen, scheduler == Scheduler.FO
                ? "fo: highest weight, " + chosen.weight() : "ovf: highest weight with room: " + chosen.active() + " active, weight " + chosen.weight()));
    }
}
